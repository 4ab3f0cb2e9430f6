/** Identity, clamping and lateness (part 1, F15): which deliveries fold, and when they take effect. */
import { MINUTE, SECOND } from './arithmetic.ts'
import type { Delivery, Folded } from './delivery.ts'

const LATE_FOR_SOURCE = 15 * MINUTE
const LATE_FOR_SITE = 60 * MINUTE
const SKEW = 2 * SECOND

/** An arrival to be counted: its own time, and the site's newest folded event time then. */
export interface Counted {
  readonly saidAt: number
  readonly newest: number
}

export interface Intake {
  readonly folded: readonly Folded[]
  readonly late: readonly Counted[]
  readonly duplicates: readonly Counted[]
  readonly skewed: readonly Counted[]
  /** The newest folded event time; −Infinity before any. */
  readonly newest: number
}

export function takeIn(deliveries: readonly Delivery[]): Intake {
  const folded: Folded[] = []
  const late: Counted[] = []
  const duplicates: Counted[] = []
  const skewed: Counted[] = []
  const remembered = new Map<string, number>()
  const newestOf = new Map<string, number>()
  let newest = -Infinity

  const isLate = (source: string, at: number): boolean =>
    (newestOf.get(source) ?? -Infinity) - at > LATE_FOR_SOURCE || newest - at > LATE_FOR_SITE

  deliveries.forEach(({ event, storedAt }, arrival) => {
    const { source } = event
    const identity = JSON.stringify([source, event.id])
    const first = remembered.get(identity)
    // F15: an identity is remembered while its event would not be late.
    if (first !== undefined && !isLate(source, first)) {
      duplicates.push({ saidAt: first, newest })
      return
    }
    const isSkewed = storedAt !== undefined && event.time - storedAt > SKEW
    const saidAt: number = isSkewed ? storedAt : event.time
    if (isLate(source, saidAt)) {
      if (isSkewed) skewed.push({ saidAt, newest })
      late.push({ saidAt, newest })
      folded.push({ event, at: newest, saidAt, late: true, arrival })
      return
    }
    remembered.set(identity, saidAt)
    newestOf.set(source, Math.max(newestOf.get(source) ?? -Infinity, saidAt))
    newest = Math.max(newest, saidAt)
    if (isSkewed) skewed.push({ saidAt, newest })
    folded.push({ event, at: saidAt, saidAt, late: false, arrival })
  })
  return { folded, late, duplicates, skewed, newest }
}
