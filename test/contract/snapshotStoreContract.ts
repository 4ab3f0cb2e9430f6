/** What every SnapshotStore promises, wherever it keeps them. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SnapshotStore } from '../../src/server/ports.ts'

export interface StoreUnderTest {
  readonly store: SnapshotStore
  remove(): Promise<void>
}

const LARGE = new Uint8Array(700_000).map((_, i) => (i * 31) % 251)

export function snapshotStoreContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`snapshot store contract: ${name}`, () => {
    let under: StoreUnderTest

    beforeEach(async () => {
      under = await open()
    })
    afterEach(() => under.remove())

    test('empty at first', async () => {
      expect(await under.store.list()).toEqual([])
    })

    test('what was written is listed with its head, and read byte for byte', async () => {
      const { store } = under
      await store.write({ name: '2026-03-02T09:00:00.1Z/7/ab', head: '{"ä":1}', content: LARGE })
      await store.write({ name: 'b', head: '{}', content: new Uint8Array([1]) })
      const listed = (await store.list()).sort((a, b) => a.name.length - b.name.length)
      expect(listed).toEqual([
        { name: 'b', head: '{}' },
        { name: '2026-03-02T09:00:00.1Z/7/ab', head: '{"ä":1}' },
      ])
      expect(Buffer.from(await store.read('2026-03-02T09:00:00.1Z/7/ab')).equals(LARGE)).toBe(true)
    })

    test('written again under its name, the new one stands', async () => {
      const { store } = under
      await store.write({ name: 'a', head: '1', content: LARGE })
      await store.write({ name: 'a', head: '2', content: new Uint8Array([2]) })
      expect(await store.list()).toEqual([{ name: 'a', head: '2' }])
      expect([...(await store.read('a'))]).toEqual([2])
    })

    test('removed, it is neither listed nor read; removing it again is no error', async () => {
      const { store } = under
      await store.write({ name: 'a', head: '1', content: LARGE })
      await store.remove('a')
      await store.remove('a')
      expect(await store.list()).toEqual([])
      await expect(store.read('a')).rejects.toThrow('a')
    })
  })
}
