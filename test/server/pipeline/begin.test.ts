/** Where folding begins: a stored snapshot, or the log from its first message on. */
import { describe, expect, test } from 'vitest'
import type { SiteDump } from '../../../src/core/site.ts'
import { epochMs, type SiteId } from '../../../src/core/units.ts'
import type { StoredSites } from '../../../src/server/pipeline.ts'
import type { LogSpan, ReadUpTo } from '../../../src/server/ports.ts'
import { aMessage, aRig, START } from './rig.ts'

const SPAN: LogSpan = { created: 'then', firstSeq: 1, lastSeq: 9, storedAt: () => Promise.resolve(undefined) }
const DUMPS = { main: { asOf: START - 1000 }, york: { asOf: START - 2000 } } as unknown as Record<SiteId, SiteDump>

/** Loaded once `loading` resolves. */
function stored(upTo: ReadUpTo, loading = Promise.resolve()) {
  const sites: StoredSites = {
    upTo,
    async load(use) {
      await loading
      try {
        use(DUMPS)
        return true
      } catch {
        return false
      }
    },
  }
  return () => Promise.resolve(sites)
}

describe('going on from a snapshot', () => {
  const from = { seq: 5, storedAt: epochMs(START) }

  test('[SV35] its sites are there, and what lies up to it is not folded again', async () => {
    const rig = aRig({ findStored: stored(from) })
    const known = await rig.pipeline.begin(SPAN)
    expect(known).toMatchObject(from)
    await known?.loaded
    expect(rig.pipeline.sites()).toEqual(['main', 'york'])
    rig.pipeline.message(aMessage(5, epochMs(START)))
    rig.pipeline.message(aMessage(6, epochMs(START)))
    expect(rig.pipeline.status()).toMatchObject({ appliedSeq: 6, messages: 1, rereads: 1 })
    expect(rig.site().storedAt).toEqual([START])
  })

  test('[SV35] until it is loaded nothing stands for the log, and nothing can be stored', async () => {
    const loading = Promise.withResolvers<undefined>()
    const rig = aRig({ findStored: stored(from, loading.promise) })
    rig.feed.linked = false
    const known = await rig.pipeline.begin(SPAN)
    rig.tick()
    expect([rig.pipeline.foldedSeq(), rig.pipeline.dump(), rig.pipeline.status().appliedSeq]).toEqual([
      undefined,
      undefined,
      0,
    ])
    loading.resolve(undefined)
    await known?.loaded
    expect([rig.pipeline.foldedSeq(), rig.pipeline.status().appliedSeq]).toEqual([5, 5])
  })

  test('[SV35] one that cannot be loaded leaves nothing behind, and the log is folded anew', async () => {
    const rig = aRig({
      loadSite: (config) => {
        if (config.site === 'york') throw new Error('broken')
        return rig.site()
      },
      findStored: stored(from),
    })
    const known = await rig.pipeline.begin(SPAN)
    await known?.loaded
    expect(rig.refolds).toEqual(['a stored snapshot could not be loaded'])
    expect([rig.pipeline.sites(), rig.pipeline.dump(), rig.pipeline.ready().ready]).toEqual([
      ['main'],
      undefined,
      false,
    ])
  })

  test('[SV12] [SV35] the clock is set back while one is loaded that fails: folded anew once', async () => {
    const loading = Promise.withResolvers<undefined>()
    const rig = aRig({
      loadSite: () => {
        throw new Error('broken')
      },
      findStored: stored(from, loading.promise),
    })
    rig.tick()
    const known = await rig.pipeline.begin(SPAN)
    rig.now -= 3_600_000
    rig.tick()
    loading.resolve(undefined)
    await known?.loaded
    expect(rig.refolds).toEqual([expect.stringContaining('the clock was set back')])
  })

  test('[SV37] nothing is missing though the log begins behind its first message', async () => {
    const rig = aRig({ findStored: stored(from) })
    await (
      await rig.pipeline.begin({ ...SPAN, firstSeq: 6 })
    )?.loaded
    rig.pipeline.message(aMessage(6, epochMs(START)))
    expect(rig.site().missing).toBeUndefined()
  })
})

describe('[SV37] the log begins behind its first message', () => {
  test('every site is told since when there is anything', async () => {
    const rig = aRig()
    await rig.pipeline.begin(SPAN)
    rig.pipeline.message(aMessage(4, epochMs(START)))
    rig.pipeline.message(aMessage(5, epochMs(START + 1000), { site: 'york' }))
    expect([rig.site('main').missing, rig.site('york').missing]).toEqual([START, START])
  })

  test('with the clock of the events, by each site’s first event', async () => {
    const rig = aRig({ clockMode: 'events' })
    await rig.pipeline.begin(SPAN)
    rig.pipeline.message(aMessage(4, epochMs(START), { time: START - 5000 }))
    rig.pipeline.message(aMessage(5, epochMs(START), { time: START - 4000 }))
    expect(rig.site().missing).toBe(START - 5000)
  })

  test('with its first message nothing is missing, whatever is skipped later', async () => {
    const rig = aRig()
    await rig.pipeline.begin(SPAN)
    rig.pipeline.message(aMessage(1, epochMs(START)))
    rig.pipeline.message(aMessage(9, epochMs(START)))
    expect(rig.site().missing).toBeUndefined()
  })

  test('a new log, whole again, is not said to miss anything', async () => {
    const rig = aRig()
    await rig.pipeline.begin(SPAN)
    rig.pipeline.message(aMessage(4, epochMs(START)))
    rig.pipeline.restarted('made anew')
    await rig.pipeline.begin(SPAN)
    rig.pipeline.message(aMessage(1, epochMs(START)))
    expect(rig.site().missing).toBeUndefined()
  })
})

describe('what can be stored', () => {
  test('[SV34] every site as of the last message read, and the latest clock among them', async () => {
    const rig = aRig()
    await rig.pipeline.begin(SPAN)
    rig.publish({ site: 'york' })
    rig.publish()
    rig.now += 5000
    rig.pipeline.floorView('main')
    const dump = rig.pipeline.dump()
    expect(dump).toMatchObject({ log: 'then', seq: 2, storedAt: START, asOf: START + 5000 })
    expect(Object.keys(dump?.sites ?? {})).toEqual(['main', 'york'])
  })

  test('[SV34] while it catches up too: killed then, the next start need not begin anew', async () => {
    const rig = aRig()
    await rig.pipeline.begin(SPAN)
    rig.publish()
    rig.feed.lastSeq = 1000
    rig.feed.linked = false
    expect([rig.pipeline.dump()?.seq, rig.pipeline.foldedSeq()]).toEqual([1, 1])
  })

  test('[SV34] nothing before a message was read, before it is folded anew, or once a site has failed', async () => {
    const rig = aRig()
    expect(rig.pipeline.dump()).toBeUndefined()
    await rig.pipeline.begin(SPAN)
    expect(rig.pipeline.dump()).toBeUndefined()
    rig.publish()
    rig.publish({ id: 'boom' })
    expect(rig.pipeline.dump()).toBeUndefined()
    rig.pipeline.restarted('made anew')
    expect([rig.pipeline.dump(), rig.pipeline.foldedSeq()]).toEqual([undefined, undefined])
    await rig.pipeline.begin(SPAN)
    rig.publish()
    rig.pipeline.tick()
    rig.now -= 3_600_000
    rig.tick()
    expect(rig.refolds).toHaveLength(1)
    expect([rig.pipeline.dump(), rig.pipeline.foldedSeq()]).toEqual([undefined, undefined])
  })
})
