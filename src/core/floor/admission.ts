/** At the door: is this event new, and in time? Identity, clamping and lateness (F15, contract 1). */
import { earlier, seconds, type EpochMs, type SourceId } from '../units.ts'
import { compareEvents, type EventOf, type FloorEvent } from '../events/event.ts'
import { firstNaming, nameAt, type Namings } from './namings.ts'
import { LET_GO_AFTER, SITE_GRACE, SOURCE_GRACE } from './retention.ts'

/** An event this far ahead of its own storage is clamped to it. */
const MAX_AHEAD = seconds(2)

export interface SourceTrack {
  /** Of what was folded from it: what it said beyond that does not count (N15). */
  heard?: Namings
  /** The newest event folded from it. */
  lastEventAt?: EpochMs
  /** The newest event read from it: what lateness is measured by. */
  newest: EpochMs
  /** Of its newest heartbeat; only a source that sends them has a limit (W4). */
  heartbeat?: EventOf<'source.heartbeat'>
  /** As it was when the source last fell silent for seven days: begun anew, it has promised nothing yet (F16). */
  heartbeatBefore?: EventOf<'source.heartbeat'>
  /** Event time by identity, in two generations of one grace each. */
  recent: Map<string, EpochMs>
  older: Map<string, EpochMs>
  generationSince: EpochMs
}

type Identities = readonly (readonly [string, EpochMs])[]

/** Plain data of what was admitted lately. */
export interface AdmissionDump {
  readonly newest: EpochMs | null
  readonly sources: readonly (readonly [
    SourceId,
    Omit<SourceTrack, 'recent' | 'older'> & { readonly recent: Identities; readonly older: Identities },
  ])[]
}

export interface Admitted {
  readonly event: FloorEvent
  readonly outcome: 'folded' | 'late' | 'duplicate'
  readonly skewed: boolean
}

export class Admission {
  readonly sources = new Map<SourceId, SourceTrack>()
  readonly #maxIdentities: number
  #identities = 0
  #forgotten = 0
  #newest: EpochMs | undefined

  /** Beyond `maxIdentities` in all, the oldest of the source that has most are forgotten. */
  constructor(maxIdentities = Infinity) {
    this.#maxIdentities = maxIdentities
  }

  /** Identities remembered, and those forgotten because there were too many. */
  get identities(): { readonly size: number; readonly forgotten: number } {
    return { size: this.#identities, forgotten: this.#forgotten }
  }

  /** The newest event time read for the site: what lateness is measured by. */
  get newest(): EpochMs | undefined {
    return this.#newest
  }

  /** Judges an event, and remembers it where it is to be folded. */
  admit(event: FloorEvent, storedAt: EpochMs | undefined): Admitted {
    const admitted = this.judge(event, storedAt)
    if (admitted.outcome === 'folded') this.remember(admitted.event)
    return admitted
  }

  /** What is to become of an event; nothing changes by it. */
  judge(event: FloorEvent, storedAt: EpochMs | undefined): Admitted {
    const source = this.sources.get(event.source)
    if (source !== undefined && this.#isKnown(source, event.id)) return { event, outcome: 'duplicate', skewed: false }
    const skewed = storedAt !== undefined && event.time > storedAt + MAX_AHEAD
    const clamped = skewed ? { ...event, time: storedAt } : event
    if (this.#isLate(source, clamped.time)) return { event: clamped, outcome: 'late', skewed }
    return { event: clamped, outcome: 'folded', skewed }
  }

  /** Remembers an event let in; `isFolded` is false for one that only counts for lateness and identity (N15). */
  remember(event: FloorEvent, isFolded = true): void {
    const track = this.#remember(event)
    if (isFolded) noteFolded(track, event)
    while (this.#identities > this.#maxIdentities) this.#forgetOldest()
  }

  /** F16 for sources: they are forgotten like what they speak of. */
  forget(): void {
    if (this.#newest === undefined) return
    const before = earlier(this.#newest, LET_GO_AFTER)
    for (const [id, source] of this.sources) {
      if (source.newest >= before) continue
      this.#identities -= identitiesOf(source)
      this.sources.delete(id)
    }
  }

  dump(): AdmissionDump {
    const sources = [...this.sources].map(([id, source]) => {
      return [id, { ...copied(source), recent: [...source.recent], older: [...source.older] }] as const
    })
    return { newest: this.#newest ?? null, sources }
  }

  load({ newest, sources }: AdmissionDump): void {
    this.#newest = newest ?? undefined
    for (const [id, dumped] of sources) {
      const source = { ...copied(dumped), recent: new Map(dumped.recent), older: new Map(dumped.older) }
      this.sources.set(id, source)
      this.#identities += identitiesOf(source)
    }
  }

  /** Remembered while its event would not be late. */
  #isKnown(source: SourceTrack, id: string): boolean {
    const at = source.recent.get(id) ?? source.older.get(id)
    return at !== undefined && !this.#isLate(source, at)
  }

  #isLate(source: SourceTrack | undefined, time: EpochMs): boolean {
    if (this.#newest !== undefined && time < this.#newest - SITE_GRACE) return true
    return source !== undefined && time < source.newest - SOURCE_GRACE
  }

  #remember(event: FloorEvent): SourceTrack {
    const source = this.#source(event)
    if (event.time > source.newest) source.newest = event.time
    if (this.#newest === undefined || event.time > this.#newest) this.#newest = event.time
    if (source.newest > source.generationSince + SOURCE_GRACE) this.#beginGeneration(source)
    const before = source.recent.size
    source.recent.set(event.id, event.time)
    this.#identities += source.recent.size - before
    return source
  }

  #beginGeneration(source: SourceTrack): void {
    this.#identities -= source.older.size
    source.older = source.recent
    source.recent = new Map()
    source.generationSince = source.newest
  }

  #forgetOldest(): void {
    let busiest: SourceTrack | undefined
    for (const source of this.sources.values())
      if (busiest === undefined || identitiesOf(source) > identitiesOf(busiest)) busiest = source
    if (busiest === undefined) return
    this.#forgotten += busiest.older.size
    this.#beginGeneration(busiest)
  }

  #source(event: FloorEvent): SourceTrack {
    let source = this.sources.get(event.source)
    if (source === undefined) {
      source = { newest: event.time, recent: new Map(), older: new Map(), generationSince: event.time }
      this.sources.set(event.source, source)
    }
    return source
  }
}

function identitiesOf({ recent, older }: SourceTrack): number {
  return recent.size + older.size
}

function copied<T extends { heard?: Namings }>(source: T): T {
  return source.heard === undefined ? source : { ...source, heard: { ...source.heard } }
}

function noteFolded(source: SourceTrack, event: FloorEvent): void {
  noteHeard(source, event.time)
  if (event.type !== 'source.heartbeat') return
  if (source.heartbeat === undefined || compareEvents(event, source.heartbeat) > 0) source.heartbeat = event
}

function noteHeard(source: SourceTrack, at: EpochMs): void {
  source.heard ??= firstNaming(at)
  const change = nameAt(source.heard, at)
  source.lastEventAt = source.heard.lastAt
  if (change === undefined) return
  const { heartbeat, heartbeatBefore } = source
  delete source.heartbeat
  delete source.heartbeatBefore
  if (change === 'begun' && heartbeat !== undefined) source.heartbeatBefore = heartbeat
  const known = heartbeat ?? heartbeatBefore
  if (change === 'bridged' && known !== undefined) source.heartbeat = known
}
