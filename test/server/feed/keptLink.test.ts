import { describe, expect, test, vi } from 'vitest'
import { keptLink, type Linked } from '../../../src/server/feed/broker/keptLink.ts'

/** A link whose connection can be lost. */
function aLink() {
  let isClosed = false
  const connection = { isClosed: () => isClosed, close: () => Promise.resolve(void (isClosed = true)) }
  return { linked: { connection } as unknown as Linked, lose: () => (isClosed = true) }
}

describe('a kept link', () => {
  test('is made once for all who need it at once, and kept', async () => {
    const link = vi.fn(() => Promise.resolve(aLink().linked))
    const kept = keptLink(link)
    expect(kept.last).toBeUndefined()
    const [one, other] = await Promise.all([kept.get(), kept.get()])
    expect(one).toBe(other)
    expect(await kept.get()).toBe(one)
    expect(link).toHaveBeenCalledTimes(1)
  })

  test('is made again when it was lost, or could not be made', async () => {
    const [first, second] = [aLink(), aLink()]
    const link = vi.fn<() => Promise<Linked>>()
    link.mockResolvedValueOnce(first.linked).mockRejectedValueOnce(new Error('away')).mockResolvedValue(second.linked)
    const kept = keptLink(link)
    expect(await kept.get()).toBe(first.linked)
    first.lose()
    await expect(Promise.all([kept.get(), kept.get()])).rejects.toThrow('away')
    expect(kept.last).toBe(first.linked)
    expect(await kept.get()).toBe(second.linked)
    expect(link).toHaveBeenCalledTimes(3)
  })

  test('closed, it closes what there is, or is about to be', async () => {
    const made = aLink()
    const kept = keptLink(() => Promise.resolve(made.linked))
    await kept.close()
    const getting = kept.get()
    await kept.close()
    expect((await getting).connection.isClosed()).toBe(true)
  })
})
