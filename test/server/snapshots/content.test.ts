/** Sites packed for storing, and unpacked. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSite, type SiteDump } from '../../../src/core/site.ts'
import { checksum, packSites, unpackSites } from '../../../src/server/snapshots/content.ts'
import { jsonPieces } from '../../../src/server/snapshots/jsonPieces.ts'

describe('JSON in pieces', () => {
  test('[SV34] joined, the pieces are the text JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 7 }), (value) => {
        expect([...jsonPieces(value)].join('')).toBe(JSON.stringify(value))
      }),
    )
  })

  test.each([0, 1, 199, 200, 201, 1000])('a list of %i', (length) => {
    const value = { list: Array.from({ length }, (_, i) => ({ i, text: 'ä"' })) }
    expect([...jsonPieces(value)].join('')).toBe(JSON.stringify(value))
  })

  test('what is undefined is left out', () => {
    expect([...jsonPieces({ a: undefined, b: 1 })].join('')).toBe('{"b":1}')
  })

  test('no piece is longer than some hundred items', () => {
    const pieces = [...jsonPieces({ a: { b: { c: Array.from({ length: 10_000 }, (_, i) => i) } } })]
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(1500)
  })
})

describe('packed', () => {
  const sites = {
    main: createSite({ site: 'main' }).dump(),
    york: createSite({ site: 'york', zone: 'Asia/Tokyo' }).dump(),
  }

  test('unpacked, it is what was packed', async () => {
    expect(await unpackSites(await packSites(sites))).toEqual(JSON.parse(JSON.stringify(sites)))
  })

  test('[SV34] whatever letters people are called by', async () => {
    const names = {
      main: { ...sites.main, notices: [['n', '王伟 Zoë 😀 \u0000 \ud800 \\u00e9 \u007f\u0080\u00ff\u0100\uffff']] },
    }
    expect(await unpackSites(await packSites(names as unknown as Record<string, SiteDump>))).toEqual(names)
  })

  test('others have their turn while a large floor is packed', async () => {
    const large = { main: { ...sites.main, settledAt: Array.from({ length: 200_000 }, (_, i) => `some text ${i}`) } }
    let turns = 0
    const counting = setInterval(() => (turns += 1), 1)
    await packSites(large as unknown as Record<string, SiteDump>)
    clearInterval(counting)
    expect(turns).toBeGreaterThan(5)
  })

  test('what is no packed content is an error', async () => {
    await expect(unpackSites(new Uint8Array([1, 2, 3]))).rejects.toThrow()
  })

  test('one changed byte is another checksum', async () => {
    const content = await packSites(sites)
    const before = checksum(content)
    content[10] = (content[10] ?? 0) ^ 1
    expect(checksum(content)).not.toBe(before)
  })
})
