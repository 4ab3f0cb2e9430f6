/** Integrals of smooth functions, by five-point Gauss and Legendre in panels that halve where they must. */

/** Places and weights on −1..1; exact for polynomials of degree 9 (Abramowitz and Stegun 25.4.30). */
const POINTS: readonly (readonly [place: number, weight: number])[] = [
  [0, 128 / 225],
  [0.5384693101056831, 0.47862867049936647],
  [-0.5384693101056831, 0.47862867049936647],
  [0.906179845938664, 0.23692688505618908],
  [-0.906179845938664, 0.23692688505618908],
]
/** To begin with: no narrow peak may hide between the places. */
const PANELS = 32
/** Rounding noise could ask for ever finer panels. */
const MAX_HALVINGS = 10
/** Of the mean value of a function whose highest is 1. */
const TOLERANCE = 1e-11

/** ∫ f from `from` to `to`, for an f of values 0..1. */
export function integral(f: (x: number) => number, from: number, to: number): number {
  const length = (to - from) / PANELS
  let sum = 0
  for (let n = 0; n < PANELS; n++) {
    const start = from + n * length
    sum += refined(f, { start, length, area: panel(f, start, length) }, MAX_HALVINGS)
  }
  return sum
}

interface Panel {
  readonly start: number
  readonly length: number
  readonly area: number
}

function refined(f: (x: number) => number, { start, length, area }: Panel, halvings: number): number {
  const half = length / 2
  const [left, right] = [panel(f, start, half), panel(f, start + half, half)]
  if (halvings === 0 || Math.abs(left + right - area) <= TOLERANCE * length) return left + right
  return (
    refined(f, { start, length: half, area: left }, halvings - 1) +
    refined(f, { start: start + half, length: half, area: right }, halvings - 1)
  )
}

function panel(f: (x: number) => number, start: number, length: number): number {
  const half = length / 2
  let sum = 0
  for (const [place, weight] of POINTS) sum += weight * f(start + half + place * half)
  return sum * half
}
