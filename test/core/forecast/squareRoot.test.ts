/** Square-root staffing, n = a + β·√a: what the exact recursion makes of the table in metrics 3.1. */
import { describe, expect, test } from 'vitest'
import { delayed } from '../../../src/core/forecast/erlangC.ts'

/** Halfin and Whitt: P(delay) ≈ 1 ÷ (1 + β·Φ(β) ÷ φ(β)). */
function halfinWhitt(beta: number): number {
  return 1 / (1 + (beta * distribution(beta)) / density(beta))
}

function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
}

/** Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …). */
function distribution(x: number): number {
  let [term, sum] = [x, x]
  for (let odd = 3; Math.abs(term) > 1e-17; odd += 2) sum += term *= (x * x) / odd
  return 0.5 + density(x) * sum
}

describe('square-root staffing', () => {
  test.each([
    [0.1, 0.8803, [26, 0.7824], [101, 0.8833], [402, 0.8818]],
    [0.25, 0.7209, [27, 0.603], [103, 0.6808], [405, 0.7244]],
    [0.5, 0.5045, [28, 0.4573], [105, 0.5157], [410, 0.5102]],
    [0.75, 0.3417, [29, 0.341], [108, 0.3283], [415, 0.3485]],
    [1, 0.2234, [30, 0.2499], [110, 0.237], [420, 0.2303]],
    [1.5, 0.0847, [33, 0.0878], [115, 0.0954], [430, 0.0901]],
    [2, 0.0269, [35, 0.0396], [120, 0.0332], [440, 0.03]],
  ])(
    '[FC2] β = %d: about %d wait, exactly %j, %j and %j of 25, 100 and 400 erlangs (metrics 3.1)',
    (beta, about, ...exact) => {
      expect(halfinWhitt(beta)).toBeCloseTo(about, 4)
      const computed = [25, 100, 400].map((load) => {
        const agents = Math.ceil(load + beta * Math.sqrt(load))
        return [agents, Number((delayed(load, agents) ?? NaN).toFixed(4))]
      })
      expect(computed).toEqual(exact)
    },
  )
})
