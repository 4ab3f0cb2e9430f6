/** The bench's figures, for people. */
import type { Started } from './benchServer.ts'
import type { StartFigures } from './measureStart.ts'

export function startTable({ events, tail, barePerSecond, ...starts }: StartFigures): string {
  const rows = [
    row(`${events} events, no snapshot`, starts.whole, barePerSecond),
    row(`${events} events, snapshot at the end`, starts.atSnapshot, barePerSecond),
    row(`${tail} events behind the snapshot`, starts.behindSnapshot, barePerSecond),
  ]
  const bare = `reading and parsing alone: ${Math.round(barePerSecond)} messages a second`
  return `${['', ...rows].join('\n')}\n${bare}\n`
}

function row(name: string, { liveMs, foldMs, messages }: Started, barePerSecond: number): string {
  const rate = foldMs === 0 ? 0 : messages / (foldMs / 1000)
  const folded = messages === 0 ? '' : `, ${Math.round(rate)} a second, ${(rate / barePerSecond).toFixed(2)} of bare`
  return `${name}: live after ${(liveMs / 1000).toFixed(2)} s; folded ${messages} in ${foldMs} ms${folded}`
}
