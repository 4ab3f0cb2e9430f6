/** Stands in for vitest in the copied tests: keeps them as plain functions, to be run again for every mutant. */
import { deepStrictEqual } from 'node:assert/strict'

export interface Check {
  readonly name: string
  readonly run: () => unknown
}

export const checks: Check[] = []
const titles: string[] = []

type Body = (...values: never[]) => unknown
type Each = (cases: readonly unknown[]) => (title: string, body: Body) => void

interface Collector {
  (title: string, body: () => unknown, timeoutMs?: number): void
  each: Each
}

/** The outermost group being collected. */
let group: { readonly body: () => unknown; tests: number } | undefined
let picked: { at: number; run?: () => unknown } | undefined

export const describe = collector((title, body) => {
  const isOutermost = titles.length === 0 && picked === undefined
  if (isOutermost) group = { body, tests: 0 }
  titles.push(title)
  body()
  titles.pop()
  if (isOutermost) group = undefined
})

export const test = collector((title, body) => {
  if (picked !== undefined) {
    if (picked.at-- === 0) picked.run = body
    return
  }
  const around = group
  const at = around === undefined ? 0 : around.tests++
  const run = around === undefined ? body : () => fromAnew(around.body, at)
  checks.push({ name: [...titles, title, String(checks.length)].join(' > '), run })
})

/** With what its group works out before its tests. */
function fromAnew(body: () => unknown, at: number): unknown {
  const picking: NonNullable<typeof picked> = { at }
  picked = picking
  try {
    body()
  } finally {
    picked = undefined
  }
  return picking.run?.()
}

function collector(add: (title: string, body: () => unknown) => void): Collector {
  const each: Each = (cases) => (title, body) => {
    for (const values of cases) {
      const given = (Array.isArray(values) ? values : [values]) as never[]
      add(`${title} ${String(given[0])}`, () => body(...given))
    }
  }
  return Object.assign(add, { each })
}

export function expect(got: unknown): ReturnType<typeof matchers> & { not: ReturnType<typeof matchers> } {
  return { ...matchers(got, (holds) => holds), not: matchers(got, (holds) => !holds) }
}

expect.fail = (message: string): never => {
  throw new Error(message)
}

function matchers(got: unknown, isWanted: (holds: boolean) => boolean) {
  const expected = (holds: boolean): void => {
    if (!isWanted(holds)) throw new Error('not as expected')
  }
  const n = got as number
  return {
    toBe: (want: unknown) => expected(Object.is(got, want)),
    toBeUndefined: () => expected(got === undefined),
    toBeDefined: () => expected(got !== undefined),
    toBeNull: () => expected(got === null),
    toBeCloseTo: (want: number, digits = 2) => expected(Math.abs(n - want) < 10 ** -digits / 2),
    toBeLessThan: (limit: number) => expected(n < limit),
    toBeLessThanOrEqual: (limit: number) => expected(n <= limit),
    toBeGreaterThan: (limit: number) => expected(n > limit),
    toBeGreaterThanOrEqual: (limit: number) => expected(n >= limit),
    toHaveLength: (length: number) => expected((got as unknown[]).length === length),
    toContain: (item: unknown) => expected((got as unknown[]).includes(item)),
    toMatch: (pattern: RegExp | string) => expected(new RegExp(pattern).test(got as string)),
    toEqual: (want: unknown) => expected(isEqual(got, want)),
    toStrictEqual: (want: unknown) => expected(isEqual(got, want)),
    toMatchObject: (want: unknown) => expected(isMatch(got, want)),
    toThrow: (message?: RegExp | string) => expected(throws(got as () => unknown, message)),
  }
}

function isEqual(got: unknown, want: unknown): boolean {
  try {
    deepStrictEqual(defined(got), defined(want))
    return true
  } catch {
    return false
  }
}

/** What is undefined is as good as left out. */
function defined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(defined)
  if (!isRecord(value)) return value
  const told = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(told.map(([key, member]) => [key, defined(member)]))
}

function isMatch(got: unknown, want: unknown): boolean {
  if (Array.isArray(want)) return Array.isArray(got) && got.length === want.length && every(got, want)
  return isRecord(want) ? isRecord(got) && every(got, want) : isEqual(got, want)
}

function every(got: object, want: object): boolean {
  return Object.entries(want).every(([key, member]) => isMatch((got as Record<string, unknown>)[key], member))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !(value instanceof Map) && !(value instanceof Set)
}

function throws(call: () => unknown, message: RegExp | string = ''): boolean {
  try {
    call()
    return false
  } catch (error) {
    return typeof message === 'string' ? String(error).includes(message) : message.test(String(error))
  }
}
