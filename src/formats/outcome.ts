/** What becomes of one line or record: exactly one of these, so that a converted file can be summed up. */
import type { FloorEvent } from '../core/events/event.ts'

export interface Converted {
  readonly line: number
  readonly fate: 'converted'
  readonly events: readonly FloorEvent[]
}

export interface Ignored {
  readonly line: number
  readonly fate: 'ignored'
  /** One of a few names, so that they can be counted. */
  readonly reason: string
  readonly events: readonly FloorEvent[]
}

export interface Bad {
  readonly line: number
  readonly fate: 'bad'
  readonly reason: string
  readonly events: readonly FloorEvent[]
}

/** The events of an ignored or bad line are those that only fell due with its time, from an earlier line. */
export type Outcome = Converted | Ignored | Bad

/** How many lines a line number in an event's id leaves room for: ids sort as their numbers do (F14). */
const LINE_DIGITS = 10

/** The id of the n-th event (from 0) of a line. */
export function lineId(line: number, n = 0): string {
  const id = String(line).padStart(LINE_DIGITS, '0')
  return n === 0 ? id : `${id}.${String(n).padStart(4, '0')}`
}
