/** Publishing many events: in order, several under way at once, every acknowledgement awaited, failures tried again. */
import type { DurationMs, SiteId } from '../../core/units.ts'
import { floorSubject } from '../../server/feed/broker/streams.ts'
import { messageIdOf } from '../../server/feed/write/messageId.ts'
import type { EventLog } from '../../server/ports.ts'
import type { Sleep } from './pace.ts'

export interface Outgoing {
  readonly id: string
  readonly source: string
  readonly type: string
  /** The event as JSON text. */
  readonly text: string
}

export interface Published {
  readonly stored: number
  /** Of these the log had some already. */
  readonly duplicates: number
}

export interface Publisher {
  /** Resolves once there is room for the next one. @throws what made an earlier one fail */
  send(event: Outgoing): Promise<void>
  /** Resolves once all that was sent is stored. @throws what made one fail */
  finish(): Promise<Published>
  readonly published: Published
}

export interface PublisherOptions {
  readonly log: EventLog
  readonly site: SiteId
  readonly sleep: Sleep
  /** Once aborted nothing is tried again. */
  readonly signal: AbortSignal
  /** Ceiling of messages sent and not yet acknowledged. */
  readonly maxInFlight: number
  /** How often a message is tried; Infinity goes on until the broker is back. */
  readonly attempts: number
  readonly onTrouble?: (error: unknown) => void
}

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5000

export function createPublisher(options: PublisherOptions): Publisher {
  const { log, maxInFlight } = options
  const counts = { stored: 0, duplicates: 0 }
  let inFlight = 0
  let failed: { readonly cause: unknown } | undefined
  let roomMade: () => void = () => undefined

  function launch(event: Outgoing): void {
    inFlight += 1
    store(log, entryOf(event, options.site), options)
      .then(({ duplicate }) => {
        counts.stored += 1
        if (duplicate) counts.duplicates += 1
      })
      .catch((cause: unknown) => (failed ??= { cause }))
      .finally(() => {
        inFlight -= 1
        roomMade()
      })
      .catch(() => undefined)
  }

  async function fewerThan(limit: number): Promise<void> {
    while (inFlight >= limit) await new Promise<void>((resolve) => (roomMade = resolve))
    if (failed !== undefined) throw failed.cause
  }

  return {
    async send(event) {
      launch(event)
      await fewerThan(maxInFlight)
    },
    async finish() {
      await fewerThan(1)
      return { ...counts }
    },
    get published() {
      return { ...counts }
    },
  }
}

type Entry = Parameters<EventLog['append']>[0]

const utf8 = new TextEncoder()

function entryOf({ id, source, type, text }: Outgoing, site: SiteId): Entry {
  return { subject: floorSubject(site, type), body: utf8.encode(text), messageId: messageIdOf(site, source, id) }
}

async function store(
  log: EventLog,
  entry: Entry,
  { attempts, signal, sleep, onTrouble }: PublisherOptions,
): Promise<{ duplicate: boolean }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await log.append(entry)
    } catch (error) {
      if (attempt >= attempts || signal.aborted) throw error
      onTrouble?.(error)
      await sleep(pauseAfter(attempt), signal)
    }
  }
}

function pauseAfter(attempt: number): DurationMs {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)) as DurationMs
}
