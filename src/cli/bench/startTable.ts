/** The bench's figures, for people. */
import type { BareRates } from './bareRate.ts'
import type { Started } from './benchServer.ts'
import type { StartFigures } from './measureStart.ts'

export function startTable({ events, tail, bare, whole, atSnapshot, behindSnapshot }: StartFigures): string {
  return [
    '',
    `${events} events, no snapshot: ${live(whole)}; ${folded(whole, bare.whole)}`,
    `${events} events, snapshot at the end: ${live(atSnapshot)}`,
    `${tail} events behind the snapshot: ${live(behindSnapshot)}; ${folded(behindSnapshot, bare.tail)}`,
    '',
  ].join('\n')
}

function live({ liveMs }: Started): string {
  return `live after ${(liveMs / 1000).toFixed(2)} s`
}

/** Beside the rates at which the same messages are read and parsed, and nothing else. */
function folded({ foldMs, messages }: Started, { documented, tuned }: BareRates): string {
  const rate = messages / (foldMs / 1000)
  const share = (bare: number) => `${Math.round(bare)}, ${(rate / bare).toFixed(2)} of it`
  const bare = `bare ${share(documented)}; bare and tuned ${share(tuned)}`
  return `folded ${messages} in ${foldMs} ms, ${Math.round(rate)} a second; ${bare}`
}
