import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyPatch, diff } from '../../src/protocol/mergePatch.ts'

/** Ids that JavaScript has its own ideas about, among ordinary ones. */
const key = fc.oneof(
  fc.constantFrom('a', 'b', 'SALES', '7', '10', '2'),
  fc.constantFrom('constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'length', '__defineGetter__'),
  fc.string().filter((text) => text !== '__proto__'),
)

/** JSON without null members; nulls live in arrays only, as in a trend. */
const { value } = fc.letrec<{ value: unknown; leaf: unknown; list: unknown[]; members: Record<string, unknown> }>(
  (tie) => ({
    leaf: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string(), fc.boolean()),
    list: fc.array(fc.oneof(tie('leaf'), fc.constant(null), tie('members')), { maxLength: 4 }),
    members: fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
    value: fc.oneof({ maxDepth: 4, withCrossShrink: true }, tie('leaf'), tie('list'), tie('members')),
  }),
)

/** A value and another that differs from it in places, as two moments of one floor do. */
const twoMoments = fc.tuple(value, value, value).map(([same, before, after]) => [
  { same, changing: before, nested: { same, changing: before } },
  { same, changing: after, nested: { same, changing: after } },
])

/** Through the wire: what is not JSON would show. */
function overTheWire(patch: unknown): unknown {
  return patch === undefined ? undefined : JSON.parse(JSON.stringify(patch))
}

function frozen<T>(of: T): T {
  if (typeof of === 'object' && of !== null && !Object.isFrozen(of)) {
    Object.freeze(of)
    Object.values(of).forEach(frozen)
  }
  return of
}

describe('properties', () => {
  test('[PR6] applying the difference gives the other value', () => {
    fc.assert(
      fc.property(fc.oneof(fc.tuple(value, value), twoMoments), ([before, after]) => {
        const patch = overTheWire(diff(before, after))
        const wired = overTheWire(after)
        const result = patch === undefined ? overTheWire(before) : applyPatch(overTheWire(before), patch)
        // Not expect's equality, which takes a key `constructor` for a class.
        return isDeepStrictEqual(result, wired)
      }),
      { numRuns: 1_000 },
    )
  })

  test('[PR6] equal values have no difference', () => {
    fc.assert(fc.property(value, (it) => diff(it, structuredClone(it)) === undefined))
  })

  test('[PR6] a difference leaves none', () => {
    fc.assert(
      fc.property(twoMoments, ([before, after]) => {
        const patch = diff(before, after)
        return patch === undefined || diff(applyPatch(before, patch), after) === undefined
      }),
    )
  })

  test('[PR9] neither argument is touched', () => {
    fc.assert(
      fc.property(twoMoments, ([before, after]) => {
        const patch = frozen(diff(frozen(before), frozen(after)))
        if (patch !== undefined) applyPatch(before, patch)
      }),
    )
  })
})

describe('by example', () => {
  test('[PR7] a member that is gone is null, arrays are replaced whole', () => {
    expect(diff({ a: 1, list: [1, null, 3], gone: 2 }, { a: 1, list: [1, null, 4] })).toEqual({
      gone: null,
      list: [1, null, 4],
    })
  })

  test('[PR7] equal arrays with nulls and members in them are no change', () => {
    expect(diff({ list: [null, { a: [1] }] }, { list: [null, { a: [1] }] })).toBeUndefined()
  })

  test('[PR6] a member that is undefined counts as absent', () => {
    expect(diff({ a: undefined, b: 1 }, { b: 1 })).toBeUndefined()
    expect(diff({ b: 1 }, { a: undefined, b: 1 })).toBeUndefined()
    expect(diff({ a: 1, b: 1 }, { a: undefined, b: 1 })).toEqual({ a: null })
  })

  test.each([
    [{ a: {} }, { a: [] }, { a: [] }],
    [{ a: [] }, { a: {} }, { a: {} }],
    [{ a: 1 }, { a: {} }, { a: {} }],
    [{ a: { b: 1 } }, { a: {} }, { a: { b: null } }],
    [{}, { a: {} }, { a: {} }],
    [{ a: '' }, { a: 0 }, { a: 0 }],
    [{ a: false }, {}, { a: null }],
  ])('[PR6] from %j to %j by %j', (before, after, patch) => {
    expect(diff(before, after)).toEqual(patch)
    expect(applyPatch<unknown>(before, patch)).toEqual(after)
  })

  test('[PR8] inherited names are ids like others', () => {
    const before = { agents: { toString: { name: 'A' } } }
    const after = { agents: { constructor: { name: 'B' }, hasOwnProperty: { name: 'C' } } }
    const patch = diff(before, after)
    expect(applyPatch<unknown>(before, overTheWire(patch))).toEqual(after)
    expect(diff({}, { constructor: 1 })).toEqual({ constructor: 1 })
    expect(diff({}, {})).toBeUndefined()
  })

  test('[PR8] a patch reaches no prototype', () => {
    const patch = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as unknown
    const result = applyPatch<unknown>({ a: 1 }, patch)
    expect(result).toEqual({ a: 1, constructor: { prototype: { polluted: 1 } } })
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype)
  })

  test('[PR9] what did not change is the same object', () => {
    const before = { queues: { a: { n: 1 }, b: { n: 1 } }, agents: { x: {} } }
    const result = applyPatch(before, { queues: { a: { n: 2 } } })
    expect(result).toEqual({ queues: { a: { n: 2 }, b: { n: 1 } }, agents: { x: {} } })
    expect(result.agents).toBe(before.agents)
    expect(result.queues.b).toBe(before.queues.b)
  })
})

test.each([
  ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
  ['{"a":"b"}', '{"a":null}', '{}'],
  ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
  ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
  ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
  ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
  ['["a","b"]', '["c","d"]', '["c","d"]'],
  ['{"a":"b"}', '["c"]', '["c"]'],
  ['{"a":"foo"}', 'null', 'null'],
  ['{"a":"foo"}', '"bar"', '"bar"'],
  ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
  ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
  ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
])('[PR10] %s patched by %s is %s', (target, patch, result) => {
  expect(applyPatch<unknown>(JSON.parse(target), JSON.parse(patch))).toEqual(JSON.parse(result))
})
