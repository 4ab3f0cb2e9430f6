/** The bench's figures, for people: the median of the rounds. */
import { median } from '../../core/measures/median.ts'
import type { BareWay } from './bareReader.ts'
import type { Started } from './benchServer.ts'
import type { StartBesideBare, StartFigures } from './measureStart.ts'

export function startTable({ events, tail, whole, atSnapshot, behindSnapshot }: StartFigures): string {
  return [
    '',
    `${events} events, no snapshot: ${live(whole.map(({ start }) => start))}; ${folded(whole)}`,
    `${events} events, snapshot at the end: ${live(atSnapshot)}`,
    `${tail} events behind the snapshot: ${live(behindSnapshot.map(({ start }) => start))}; ${folded(behindSnapshot)}`,
    'Events behind a snapshot are read while it is loaded: their rate is that of folding alone.',
    '',
  ].join('\n')
}

function live(starts: readonly Started[]): string {
  const seconds = starts.map(({ liveMs }) => liveMs / 1000)
  return `live after ${median(seconds).toFixed(2)} s (${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)})`
}

/** The share is taken within each round: a machine that others use is not equally fast in all of them. */
function folded(rounds: readonly StartBesideBare[]): string {
  const bare = (way: BareWay) => {
    const shares = rounds.map(({ start, bare }) => rateOf(start) / bare[way])
    return `${Math.round(median(rounds.map(({ bare }) => bare[way])))}, ${median(shares).toFixed(2)} of it`
  }
  const rate = median(rounds.map(({ start }) => rateOf(start)))
  return `folded ${Math.round(rate)} a second; bare ${bare('documented')}; bare and tuned ${bare('tuned')}`
}

/** Messages a second. */
function rateOf({ messages, foldMs }: Started): number {
  return messages / (foldMs / 1000)
}
