/** Suspects of a running server (F12), over its HTTP API: which there are, and their ends published. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { durationMs, seconds } from '../../core/units.ts'
import type { FloorView } from '../../core/view/floorView.ts'
import { correction } from '../../server/acts/actEvent.ts'
import { oneLine } from '../text/oneLine.ts'

export interface Target {
  /** Where the server is, such as http://127.0.0.1:3000. */
  readonly url: string
  readonly site: string
}

export interface Suspects {
  readonly asOf: string
  readonly live: boolean
  readonly appliedSeq: number
  readonly count: number
  /** At most the first hundred, by their last event. */
  readonly contacts: readonly string[]
}

export interface Ended {
  readonly ended: readonly string[]
  /** Stored, read back, and still suspects: overtaken by an hour of events, say. */
  readonly left: readonly string[]
}

const SOURCE = '/callboard/ghosts'
const ANSWER_WITHIN_MS = seconds(10)
const READ_BACK_WITHIN_MS = seconds(5)
const LOOK_EVERY_MS = durationMs(100)

export interface GhostServer {
  /** @throws Error when no server answers, or it has no such site */
  suspects(): Promise<Suspects>
  /** Publishes the ends of suspects and waits until they are read back. @throws Error when they are not */
  end(from: Suspects, contacts: readonly string[], by: string): Promise<Ended>
}

/** The server at `target`, of which nothing is asked yet. */
export function ghostServer(target: Target): GhostServer {
  async function suspects(): Promise<Suspects> {
    const response = await request(target, 'floor')
    if (response.status === 404) throw new Error(`there is no site '${target.site}' at ${target.url}; give --site`)
    if (!response.ok) throw new Error(`${target.url} does not tell its figures: ${await problemOf(response)}`)
    const view = (await response.json().catch(() => ({}))) as Partial<FloorView>
    const { asOf, appliedSeq = 0, feed } = view
    if (asOf === undefined || feed === undefined) throw new Error(`what answers at ${target.url} is no Callboard`)
    return { asOf, appliedSeq, live: feed.live, ...feed.suspects }
  }

  /** Answers the highest sequence they were stored at. */
  async function publish(events: readonly object[]): Promise<number> {
    const response = await request(target, 'events', {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(events),
    })
    if (response.status !== 202) {
      throw new Error(`not all ends were stored: ${await problemOf(response)}; list the ghosts, and end what is left`)
    }
    const { accepted } = (await response.json()) as { accepted: readonly { seq: number }[] }
    return Math.max(...accepted.map(({ seq }) => seq))
  }

  async function readUpTo(seq: number): Promise<Suspects> {
    for (let waitedMs = 0; waitedMs < READ_BACK_WITHIN_MS; waitedMs += LOOK_EVERY_MS) {
      const now = await suspects()
      if (now.appliedSeq >= seq) return now
      await sleep(LOOK_EVERY_MS)
    }
    throw new Error('the ends are stored, but the server has not read them yet; list the ghosts again in a while')
  }

  return {
    suspects,
    async end({ asOf }, contacts, by) {
      const seq = await publish(contacts.map((contact) => endOf(contact, asOf, by)))
      const now = await readUpTo(seq)
      const left = contacts.filter((contact) => now.contacts.includes(contact))
      return { left, ended: contacts.filter((contact) => !left.includes(contact)) }
    },
  }
}

function endOf(contact: string, time: string, by: string): object {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: SOURCE,
    type: 'contact.ended',
    time,
    data: correction(contact, by),
  }
}

async function request({ url, site }: Target, what: 'floor' | 'events', init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(new URL(`/api/v1/sites/${site}/${what}`, url), {
      ...init,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
  } catch (error) {
    const { cause } = error as Error
    const why = oneLine(cause ?? error)
    throw new Error(`no Callboard answers at ${url} (${why}); start it, or give --url`, { cause: error })
  }
}

/** What a JSON problem (RFC 9457) says. */
async function problemOf(response: Response): Promise<string> {
  const problem = (await response.json().catch(() => ({}))) as { detail?: unknown }
  return typeof problem.detail === 'string' ? problem.detail : `status ${response.status}`
}
