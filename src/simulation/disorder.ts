/** Delivers events as a network would: late by up to a bound, so out of order, and some of them twice. */
import type { EpochMs } from '../core/units.ts'
import { createAgenda } from './engine/agenda.ts'
import { chance, seededRandom, uniform } from './engine/random.ts'

export interface Disorder {
  readonly seed: number
  /** No event comes after one that is newer by more than this. */
  readonly maxDelayMs: number
  /** Share of the events that come twice, from 0 to 1. */
  readonly duplicateRatio: number
}

/** The events must come in the order of their times; none is lost, and endless ones may be given. */
export function* disorder<E extends { readonly time: EpochMs }>(
  events: Iterable<E>,
  how: Disorder,
): Generator<E, void> {
  const random = seededRandom(how.seed)
  const underway = createAgenda<E>()
  const send = (event: E) => underway.add(event.time + uniform(random, 0, how.maxDelayMs), event)
  for (const event of events) {
    yield* arrived(event.time)
    send(event)
    if (chance(random, how.duplicateRatio)) send(event)
  }
  yield* arrived(Infinity)

  function* arrived(until: number): Generator<E, void> {
    while ((underway.nextAt() ?? Infinity) < until) {
      const next = underway.take()
      if (next === undefined) return
      yield next.what
    }
  }
}
