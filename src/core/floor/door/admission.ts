/** At the door: is this event new, and in time? Identity, clamping and lateness (F15, contract 1). */
import { earlier, seconds, type EpochMs, type SourceId } from '../../units.ts'
import { compareEvents, type EventOf, type FloorEvent } from '../../events/event.ts'
import { Identities, type IdentitiesDump } from './identities.ts'
import { firstNaming, nameAt, type Namings } from '../namings.ts'
import { LET_GO_AFTER, SITE_GRACE, SOURCE_GRACE } from '../retention.ts'
import { Sieve } from './sieve.ts'

/** F15: how far ahead of its storing an event's time is believed. */
const MAX_AHEAD = seconds(2)

/** When the event counts as having happened: never far after it was stored (F15). */
export function believedTime({ time }: FloorEvent, storedAt: EpochMs | undefined): EpochMs {
  return storedAt !== undefined && time > storedAt + MAX_AHEAD ? storedAt : time
}

export interface SourceTrack {
  /** Of what was folded from it: what it said beyond that does not count (N15). */
  heard?: Namings
  /** The newest event read from it: what lateness is measured by. */
  newest: EpochMs
  /** Of its newest heartbeat; only a source that sends them has a limit (W4). */
  heartbeat?: EventOf<'source.heartbeat'>
  /** As it was when the source last fell silent for seven days: begun anew, it has promised nothing yet (F16). */
  heartbeatBefore?: EventOf<'source.heartbeat'>
  /** Of its events, in generations of one grace each. */
  readonly identities: Identities
}

/** Plain data of what was admitted lately. */
export interface AdmissionDump {
  readonly newest: EpochMs | null
  readonly sources: readonly (readonly [
    SourceId,
    Omit<SourceTrack, 'identities'> & { readonly identities: IdentitiesDump },
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
  /** Of all identities and some that are forgotten; it need not tell sources apart. */
  #sieve = new Sieve(0)

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
    const time = believedTime(event, storedAt)
    const skewed = time !== event.time
    const clamped = skewed ? { ...event, time } : event
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
      this.#identities -= source.identities.size
      this.sources.delete(id)
    }
  }

  dump(): AdmissionDump {
    const sources = [...this.sources].map(([id, source]) => {
      return [id, { ...copied(source), identities: source.identities.dump() }] as const
    })
    return { newest: this.#newest ?? null, sources }
  }

  load({ newest, sources }: AdmissionDump): void {
    this.#newest = newest ?? undefined
    for (const [id, dumped] of sources) {
      const identities = new Identities(dumped.identities.since)
      identities.load(dumped.identities)
      this.sources.set(id, { ...copied(dumped), identities })
      this.#identities += identities.size
    }
    this.#sift()
  }

  /** Remembered while its event would not be late. */
  #isKnown(source: SourceTrack, id: string): boolean {
    if (!this.#sieve.mayHave(id)) return false
    const at = source.identities.timeOf(id)
    return at !== undefined && !this.#isLate(source, at)
  }

  /** Makes the sieve anew, of what is remembered now, and for twice as many more. */
  #sift(): void {
    this.#sieve = new Sieve(3 * this.#identities)
    for (const { identities } of this.sources.values()) for (const id of identities.ids()) this.#sieve.add(id)
  }

  #isLate(source: SourceTrack | undefined, time: EpochMs): boolean {
    if (this.#newest !== undefined && time < this.#newest - SITE_GRACE) return true
    return source !== undefined && time < source.newest - SOURCE_GRACE
  }

  #remember(event: FloorEvent): SourceTrack {
    const source = this.#source(event)
    if (event.time > source.newest) source.newest = event.time
    if (this.#newest === undefined || event.time > this.#newest) this.#newest = event.time
    const { identities } = source
    if (source.newest > identities.since + SOURCE_GRACE) this.#turn(source)
    const before = identities.size
    identities.add(event.id, event.time)
    this.#identities += identities.size - before
    this.#sieve.add(event.id)
    if (this.#sieve.isFull) this.#sift()
    return source
  }

  #turn({ identities, newest }: SourceTrack): void {
    this.#identities -= identities.olderSize
    identities.turn(newest)
  }

  #forgetOldest(): void {
    let busiest: SourceTrack | undefined
    for (const source of this.sources.values())
      if (busiest === undefined || source.identities.size > busiest.identities.size) busiest = source
    if (busiest === undefined) return
    this.#forgotten += busiest.identities.olderSize
    this.#turn(busiest)
  }

  #source(event: FloorEvent): SourceTrack {
    let source = this.sources.get(event.source)
    if (source === undefined) {
      source = { newest: event.time, identities: new Identities(event.time) }
      this.sources.set(event.source, source)
    }
    return source
  }
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
  if (change === undefined) return
  const { heartbeat, heartbeatBefore } = source
  delete source.heartbeat
  delete source.heartbeatBefore
  if (change === 'begun' && heartbeat !== undefined) source.heartbeatBefore = heartbeat
  const known = heartbeat ?? heartbeatBefore
  if (change === 'bridged' && known !== undefined) source.heartbeat = known
}
