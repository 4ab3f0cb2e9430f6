/** Integrals of smooth densities, by five-point Gauss and Legendre in panels. */

/** Places and weights on −1..1; exact for polynomials of degree 9 (Abramowitz and Stegun 25.4.30). */
const POINTS: readonly (readonly [number, number])[] = [
  [0, 128 / 225],
  [0.5384693101056831, 0.47862867049936647],
  [-0.5384693101056831, 0.47862867049936647],
  [0.906179845938664, 0.23692688505618908],
  [-0.906179845938664, 0.23692688505618908],
]

/** ∫ f from 0 to `end`, for an f that changes by no more than `rate` of itself a unit: no panel is longer than 1 ÷ rate. */
export function integral(f: (x: number) => number, end: number, rate: number): number {
  const panels = Math.max(1, Math.ceil(end * rate))
  const half = end / panels / 2
  let sum = 0
  for (let panel = 0; panel < panels; panel++) {
    const middle = (2 * panel + 1) * half
    for (const [place, weight] of POINTS) sum += weight * f(middle + place * half)
  }
  return sum * half
}
