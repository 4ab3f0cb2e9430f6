/** What the light beside the clock says: how fresh the numbers are, or what of them is not. */
import type { EpochMs } from '../core/units.ts'
import type { BoardSourceView } from '../core/view/boardView.ts'
import { elapsed } from './format.ts'
import { countsSinceWords, type DayStart } from './words.ts'

export interface Freshness {
  isOld: boolean
  words: string
}

export interface Proofs {
  now: EpochMs
  /** How old the newest numbers are. */
  ageMs: number
  oldSince: EpochMs | undefined
  sources: Record<string, BoardSourceView>
}

export function freshness({ now, ageMs, oldSince, sources }: Proofs): Freshness {
  if (oldSince !== undefined) return { isOld: true, words: `No feed ${elapsed(now - oldSince)}` }
  const all = Object.values(sources)
  const live = all.filter(({ silent }) => silent !== true)
  if (live.length < all.length) return { isOld: true, words: `${live.length} of ${all.length} feeds live` }
  return { isOld: false, words: `Live ${(ageMs / 1000).toFixed(1)} s` }
}

/** A display's clock off by less says nothing: the way of a frame, a slow page. */
const SKEW_FROM_MS = 2_000

/** What is to be said of a display whose own clock is wrong: its figures are right, they are on the server's. */
export function skewWords(skewMs: number): string | undefined {
  if (Math.abs(skewMs) <= SKEW_FROM_MS) return undefined
  return `This display’s clock is ${elapsed(Math.abs(skewMs))} ${skewMs > 0 ? 'ahead' : 'behind'}`
}

/** What a page says aside: where the day's counts begin, and a wrong clock. */
export function asideWords(day: DayStart, skewMs: number): string | undefined {
  const since = countsSinceWords(day)
  const parts = [since && `Counts since ${since}`, skewWords(skewMs)].filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : `${parts.join('. ')}.`
}
