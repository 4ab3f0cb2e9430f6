/**
 * Damaged messages between good ones through the whole pipeline, displays following: what is no event leaves no trace
 * but its count, what is one is folded exactly, and memory does not grow.
 */
import type { Ceilings } from '../../src/core/floor/door/ceilings.ts'
import { createSite, loadSite, type Site } from '../../src/core/site.ts'
import { earlier, epochMs, later, type EpochMs, type SiteId } from '../../src/core/units.ts'
import { createPipeline, type Pipeline } from '../../src/server/pipeline.ts'
import { decodeMessage } from '../../src/server/feed/read/decodeMessage.ts'
import type { DecodedMessage, LoggedMessage } from '../../src/server/ports.ts'
import { firstDifference } from '../chaos/firstDifference.ts'
import { chance, type Chance } from '../simulation/random.ts'
import { fakeDisplay, type FakeDisplay } from '../support/fakeDisplay.ts'
import { silentLog } from '../support/silentLog.ts'
import { isAcceptable } from './acceptable.ts'
import { goodEvents, type GoodEvent } from './goodEvents.ts'
import { heapAfterGc } from './heap.ts'
import { damaged, misshapen } from './mutate.ts'

export interface FuzzedMessages {
  readonly good: number
  readonly mutated: number
  /** Mutated messages that were events all the same. */
  readonly accepted: number
  readonly rejected: Readonly<Record<string, number>>
  /** Where the pipeline's view differs from that of the events alone, the first place; undefined: nowhere. */
  readonly difference: string | undefined
  /** Messages that only one of the decoder and the contract takes for an event. */
  readonly disputed: readonly string[]
  readonly failures: readonly string[]
  /** What the heap grew by while nothing came but what is no event, bytes. */
  readonly grownBy: number
}

const GOOD_SHARE = 0.2
const LOOKS = 40
/** Every other seed has little room, so that ceilings are met. */
const TIGHT = {
  contacts: 400,
  queues: 12,
  agents: 60,
  sources: 8,
  tickets: 50,
  notices: 4,
  escalations: 20,
  eventsOfOne: 30,
}
const BOARDS = ['floor', 'agents', 'desk', 'lead', 'agent:a7']

export function fuzzMessages(cases: number, seed: number): FuzzedMessages {
  const by = chance(seed)
  const run = new Run(by, goodEvents(seed), seed % 2 === 0 ? TIGHT : {})
  const lookEvery = Math.max(500, Math.ceil(cases / LOOKS))
  let mutated = 0
  let good = 0
  while (mutated < cases * 0.9) {
    if (by.often(GOOD_SHARE)) {
      good += 1
      run.takeGood()
    } else {
      mutated += 1
      run.takeMutated(by.often(0.7) ? 'shape' : 'bytes')
    }
    if ((good + mutated) % lookEvery === 0) run.look()
  }
  const difference = run.difference()
  const before = heapAfterGc()
  for (; mutated < cases; mutated++) run.takeMutated('noEvent')
  return {
    good,
    mutated,
    accepted: run.accepted,
    rejected: run.rejected(),
    difference: difference ?? run.difference(),
    disputed: run.disputed,
    failures: run.failures(),
    grownBy: heapAfterGc() - before,
  }
}

type Kind = 'shape' | 'bytes' | 'noEvent'

class Run {
  readonly disputed: string[] = []
  accepted = 0
  readonly #by: Chance
  readonly #events: Generator<GoodEvent, never>
  readonly #ceilings: Partial<Ceilings>
  /** Folded from the events alone, of every site. */
  readonly #alone = new Map<SiteId, Site>()
  readonly #recent: GoodEvent[] = []
  readonly #pipeline: Pipeline
  readonly #displays: FakeDisplay[]
  #now: EpochMs
  #seq = 0
  #mutations = 0

  constructor(by: Chance, events: Generator<GoodEvent, never>, ceilings: Partial<Ceilings>) {
    this.#by = by
    this.#ceilings = ceilings
    this.#events = events
    const first = events.next().value
    this.#recent.push(first)
    this.#now = first.time
    this.#pipeline = this.#aPipeline()
    this.#displays = BOARDS.map((board) => this.#follow(board))
    this.#alone.set('main', createSite({ site: 'main', ceilings }))
  }

  takeGood(): void {
    const next = this.#events.next().value
    if (this.#recent.push(next) > 40) this.#recent.shift()
    // Stored a little later, and never earlier than the one before.
    this.#now = epochMs(Math.max(this.#now, later(next.time, this.#by.whole(0, 400))))
    const { event } = next
    this.#take({ subject: `floor.main.${event.type}`, body: encoded(event), headers: NO_HEADERS })
  }

  takeMutated(kind: Kind): void {
    const sent = this.#mutant(kind)
    const isTaken = decodeMessage({ ...sent, seq: 0, storedAt: this.#now })
    if (kind === 'noEvent' && 'event' in isTaken) return
    this.#take(sent)
  }

  /** Lets the displays hear of it, and a newcomer look. */
  look(): void {
    this.#pipeline.tick()
    this.#displays.forEach((display, i) => {
      const board = BOARDS[i] ?? ''
      const newcomer = this.#follow(board)
      this.#pipeline.unsubscribe(newcomer)
      const found = firstDifference(display.held()?.view, newcomer.held()?.view)
      if (found !== undefined) throw new Error(`a display of ${board} holds another view: ${found}`)
      display.frames.length = 0
    })
    this.#displays.forEach((display) => this.#pipeline.unsubscribe(display))
    this.#displays.splice(0, Infinity, ...BOARDS.map((board) => this.#follow(board)))
  }

  difference(): string | undefined {
    for (const [site, alone] of this.#alone) {
      const seen = this.#pipeline.floorView(site)
      alone.advanceTo(this.#now)
      const found = textDifference(
        withoutRejected(seen),
        withoutRejected(alone.floorView({ live: true, appliedSeq: 0 })),
      )
      if (found !== undefined) return `${site}${found}`
    }
    return undefined
  }

  rejected(): Record<string, number> {
    return this.#pipeline.status().rejected
  }

  failures(): string[] {
    return Object.values(this.#pipeline.status().failedSites)
  }

  #take(sent: Pick<LoggedMessage, 'subject' | 'body' | 'headers'>): void {
    this.#seq += 1
    const message = { ...sent, seq: this.#seq, storedAt: this.#now }
    const decoded = decodeMessage(message)
    this.#pipeline.message(decoded)
    // What was read before is not read again.
    if (this.#by.often(0.01)) this.#pipeline.message({ ...decoded, seq: this.#by.whole(0, this.#seq) })
    this.#foldAlone(message, decoded)
  }

  #foldAlone(message: LoggedMessage, decoded: DecodedMessage): void {
    const { site } = decoded
    const isTaken = 'event' in decoded
    if (message.headers.size === 0 && site !== undefined && isTaken !== isEvent(message) && this.disputed.length < 5)
      this.disputed.push(Buffer.from(message.body).toString('latin1').slice(0, 300))
    if (site === undefined) return
    if (!this.#alone.has(site)) {
      if (this.#alone.size >= 64) return
      this.#alone.set(site, createSite({ site, ceilings: this.#ceilings }))
    }
    if (!isTaken) return
    if (message.subject.endsWith(MUTANT)) this.accepted += 1
    this.#alone.get(site)?.apply(decoded.event, message.storedAt)
  }

  #mutant(kind: Kind): Pick<LoggedMessage, 'subject' | 'body' | 'headers'> {
    const by = this.#by
    const { event } = by.pick(this.#recent)
    const others = this.#recent.map((one) => one.event)
    this.#mutations += 1
    // Mostly an identity of its own, or it would be a repeat.
    const base = by.often(0.9) ? { ...event, id: `m${this.#mutations}`, ...this.#moved(event.time) } : event
    const text = kind === 'bytes' ? JSON.stringify(base) : misshapen(base, others, by)
    const body = kind === 'shape' ? Buffer.from(text) : damaged(Buffer.from(text), encoded(by.pick(others)), by)
    return { subject: this.#subject(), body, headers: by.often(0.03) ? this.#headers(base) : NO_HEADERS }
  }

  /** In its own time, mostly. */
  #moved(time: string): { time?: string } {
    const by = this.#by
    if (by.often(0.7)) return {}
    const shift = by.pick([-1, 1, -1_000, 60_000, -16 * 60_000, -61 * 60_000, 3_000, 86_400_000, -8 * 86_400_000])
    return { time: new Date(earlier(epochMs(Date.parse(time)), shift)).toISOString() }
  }

  #subject(): string {
    const by = this.#by
    if (by.often(0.97)) return `floor.main.${MUTANT}`
    return by.pick([
      'floor',
      'floor.',
      'floor..x',
      `floor.s${by.whole(0, 90)}.${MUTANT}`,
      'floor.a b.x',
      'x',
      '',
      'floor.>',
    ])
  }

  #headers({
    id,
    source,
    type,
    time,
  }: {
    id: string
    source: string
    type: string
    time: string
  }): Map<string, string> {
    const by = this.#by
    const all = Object.entries({
      'ce-specversion': '1.0',
      'ce-id': id,
      'ce-source': source,
      'ce-type': type,
      'ce-time': time,
    })
    const values = by.some(all).map(([name, value]): [string, string] => {
      return [name, by.often(0.2) ? by.pick(['%E0%A4%A', '%00', '', '__proto__', '%', 'x'.repeat(200)]) : value]
    })
    return new Map([...values, ['content-type', by.pick(['application/json', 'application/cloudevents+json', ''])]])
  }

  #follow(board: string): FakeDisplay {
    const display = fakeDisplay()
    if (!this.#pipeline.subscribe(display, board)) throw new Error(`no board ${board}`)
    return display
  }

  #aPipeline(): Pipeline {
    return createPipeline({
      createSite,
      loadSite,
      siteConfig: (site) => ({ site, ceilings: this.#ceilings }),
      clock: { now: () => this.#now },
      log: silentLog,
      clockMode: 'wall',
      rejections: { copy: () => undefined },
      epoch: () => 'e',
      feedState: () => ({ linked: true, lastSeq: this.#seq }),
      refold: (reason) => {
        throw new Error(reason)
      },
    })
  }
}

const NO_HEADERS: ReadonlyMap<string, string> = new Map()
/** The last token of a mutant's subject. */
const MUTANT = 'mutant'
const MAX_BYTES = 65_536

function encoded(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}

/** By the contract. */
function isEvent({ body }: Pick<LoggedMessage, 'body'>): boolean {
  if (body.byteLength > MAX_BYTES) return false
  try {
    return isAcceptable(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)))
  } catch {
    return false
  }
}

/** The view's text but for what says which reader it is from, and what was rejected before it was an event. */
function withoutRejected(view: ReturnType<Pipeline['floorView']>): string {
  if (view === undefined) return 'no view'
  const { epoch: _epoch, revision: _revision, appliedSeq: _appliedSeq, feed, ...rest } = view
  const { live: _live, lagMs: _lagMs, rejected, ...counted } = feed
  const overflows = Object.entries(rejected).filter(([reason]) => reason.startsWith('tooMany'))
  return JSON.stringify({ ...rest, feed: { ...counted, overflows } })
}

function textDifference(actual: string, expected: string): string | undefined {
  if (actual === expected) return undefined
  return firstDifference(JSON.parse(actual), JSON.parse(expected)) ?? ': the order of its keys'
}
