/** How wrong a forecast was: figures over pairs of what was said and what happened. */

export interface Said {
  readonly saidMs: number
  readonly waitMs: number
}

/** Times in ms, rounded half up; a figure without a base is absent. */
export interface ErrorFigures {
  readonly n: number
  /** Also the mean error of whoever always says 0. */
  readonly meanWaitMs?: number
  readonly meanSaidMs?: number
  readonly meanAbsoluteErrorMs?: number
  /** The middle one, or the mean of the two in the middle. */
  readonly medianAbsoluteErrorMs?: number
  /** Nearest rank. */
  readonly p90AbsoluteErrorMs?: number
  /** Said − waited: below 0, too little was said. */
  readonly meanErrorMs?: number
  readonly within30s?: number
  readonly within60s?: number
}

export function errorFigures(pairs: readonly Said[]): ErrorFigures {
  const n = pairs.length
  if (n === 0) return { n }
  const errors = pairs.map(({ saidMs, waitMs }) => Math.abs(saidMs - waitMs)).sort((a, b) => a - b)
  const mean = (value: (pair: Said) => number) => rounded(pairs.reduce((sum, pair) => sum + value(pair), 0) / n)
  const within = (ms: number) => errors.filter((error) => error <= ms).length / n
  const at = (index: number) => errors[index] ?? 0
  return {
    n,
    meanWaitMs: mean((pair) => pair.waitMs),
    meanSaidMs: mean((pair) => pair.saidMs),
    meanAbsoluteErrorMs: mean(({ saidMs, waitMs }) => Math.abs(saidMs - waitMs)),
    medianAbsoluteErrorMs: rounded((at((n - 1) >> 1) + at(n >> 1)) / 2),
    p90AbsoluteErrorMs: rounded(at(Math.ceil((9 * n) / 10) - 1)),
    meanErrorMs: mean(({ saidMs, waitMs }) => saidMs - waitMs),
    within30s: within(30_000),
    within60s: within(60_000),
  }
}

function rounded(ms: number): number {
  return Math.floor(ms + 0.5)
}
