/** Sends the recorded stream at a pace, whatever becomes of the broker: every message until it is acknowledged. */
import { setTimeout as delay } from 'node:timers/promises'
import { jetstream, type JetStreamClient } from '@nats-io/jetstream'
import { connect, type NatsConnection } from 'nats'
import { chance, seededRandom } from '../../src/simulation/engine/random.ts'
import type { Line } from './recording.ts'

export interface PublisherOptions {
  readonly seed: number
  readonly natsUrl: string
  /** Callboard, for the share that is sent to it over HTTP. */
  readonly address: string
  readonly lines: Iterator<Line, unknown>
  /** How many a second just now. */
  readonly perSecond: () => number
}

export interface Publisher {
  /** Every line that was acknowledged, in the order they were first sent. */
  readonly acknowledged: readonly Line[]
  /** Attempts that brought no acknowledgement. */
  readonly failures: number
  readonly overHttp: number
  /** Takes no more lines once `isEnough`; resolves when all that were taken are acknowledged. */
  run(isEnough: () => boolean): Promise<void>
  close(): Promise<void>
}

/** No line is sent before all but this many are acknowledged: retries stay within what is not yet late (F15). */
const WINDOW = 12_000
const MAX_IN_FLIGHT = 1_000
const HTTP_SHARE = 0.01
const ACK_WITHIN_MS = 2_000
const AGAIN_AFTER_MS = 250
const EVERY_MS = 10

export function createPublisher(options: PublisherOptions): Publisher {
  const { natsUrl, address, lines, perSecond } = options
  const random = seededRandom(options.seed)
  const acknowledged: Line[] = []
  const inFlight = new Set<number>()
  const counts = { failures: 0, overHttp: 0 }
  let connecting: Promise<NatsConnection> | undefined
  let client: JetStreamClient | undefined

  async function linked(): Promise<JetStreamClient> {
    connecting ??= connect({ servers: natsUrl, reconnect: false, timeout: ACK_WITHIN_MS })
    const connection = await connecting.catch((error: unknown) => {
      connecting = undefined
      throw error
    })
    if (connection.isClosed()) {
      connecting = undefined
      client = undefined
      return linked()
    }
    return (client ??= jetstream(connection, { timeout: ACK_WITHIN_MS }))
  }

  async function toBroker({ subject, body, messageId }: Line): Promise<void> {
    const log = await linked()
    await log.publish(subject, body, messageId === undefined ? {} : { msgID: messageId })
  }

  async function toCallboard({ site, body }: Line): Promise<void> {
    const response = await fetch(`${address}/api/v1/sites/${site}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body,
      signal: AbortSignal.timeout(ACK_WITHIN_MS * 2),
    })
    await response.body?.cancel()
    if (response.status !== 202) throw new Error(`${response.status}`)
    counts.overHttp += 1
  }

  async function send(line: Line, n: number): Promise<void> {
    inFlight.add(n)
    // Asked over HTTP in vain it goes to the broker: perhaps a second time.
    const isOverHttp = line.event !== undefined && chance(random, HTTP_SHARE)
    for (let attempt = 0; ; attempt++) {
      try {
        await (isOverHttp && attempt === 0 ? toCallboard(line) : toBroker(line))
        break
      } catch {
        counts.failures += 1
        await delay(AGAIN_AFTER_MS)
      }
    }
    acknowledged.push(line)
    inFlight.delete(n)
  }

  function hasRoom(n: number): boolean {
    const [oldest = n] = inFlight
    return inFlight.size < MAX_IN_FLIGHT && n - oldest < WINDOW
  }

  async function run(isEnough: () => boolean): Promise<void> {
    let due = 0
    let before = performance.now()
    for (let n = 0; !isEnough();) {
      const now = performance.now()
      // After an outage what is due comes at once.
      due += ((now - before) / 1000) * perSecond()
      before = now
      while (n < due && hasRoom(n)) void send(next(lines), n++)
      await delay(EVERY_MS)
    }
    while (inFlight.size > 0) await delay(EVERY_MS)
  }

  return {
    acknowledged,
    get failures() {
      return counts.failures
    },
    get overHttp() {
      return counts.overHttp
    },
    run,
    async close() {
      await (await connecting?.catch(() => undefined))?.close()
    },
  }
}

function next(lines: Iterator<Line, unknown>): Line {
  const { done, value } = lines.next()
  if (done === true) throw new Error('the recording has ended')
  return value
}
