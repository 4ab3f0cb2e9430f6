import { describe, expect, test } from 'vitest'
import { toInstant, epochMs } from '../../../src/core/units.ts'
import { TICK_MS } from '../../../src/server/pipeline.ts'
import { FIRST_VIEW_PATIENCE_MS } from '../../../src/server/pipeline/liveBoards.ts'
import { fakeDisplay, type FakeDisplay } from '../../support/fakeDisplay.ts'
import { START, aRig, type Rig } from './rig.ts'

function asOf(rig: Rig): number {
  return Date.parse(rig.pipeline.floorView('main')?.asOf ?? '')
}

function feed(rig: Rig): { live: boolean; lagMs?: number } | undefined {
  return rig.pipeline.floorView('main')?.feed
}

describe('live', () => {
  test('[SV9] [SV15] an empty log is read to its end', () => {
    const rig = aRig()
    expect(feed(rig)).toEqual({ live: true, lagMs: 0 })
    expect(rig.pipeline.ready()).toEqual({ ready: true })
  })

  test('[SV9] [SV15] not before the end of the log was reached once', () => {
    const rig = aRig()
    rig.feed.lastSeq = 2
    rig.publish()
    expect(feed(rig)?.live).toBe(false)
    expect(rig.pipeline.ready()).toEqual({ ready: false, lacks: 'catchingUp', reason: 'catching up: read 1 of 2' })
    rig.publish()
    rig.feed.lastSeq = 3
    expect(feed(rig)?.live).toBe(true)
    expect(rig.pipeline.ready()).toEqual({ ready: true })
  })

  test('[SV9] the end may be reached between two looks', () => {
    const rig = aRig()
    rig.feed.lastSeq = 1
    rig.publish()
    rig.feed.lastSeq = 50
    expect(feed(rig)?.live).toBe(true)
  })

  test('[SV9] after an outage not before its backlog is read', () => {
    const rig = aRig()
    rig.publish()
    rig.feed.linked = false
    expect(feed(rig)?.live).toBe(false)
    rig.feed.linked = true
    rig.feed.lastSeq = 3
    expect(feed(rig)?.live).toBe(false)
    rig.publish()
    rig.publish()
    expect(feed(rig)?.live).toBe(true)
  })

  test('[SV9] the shell hears of it at once: with the last message, or with the link where there is none to read', () => {
    let heard = 0
    const rig = aRig({ caughtUp: () => (heard += 1) })
    rig.feed.lastSeq = 2
    rig.pipeline.linked()
    rig.publish()
    expect(heard).toBe(0)
    rig.publish()
    expect(heard).toBe(1)
    rig.pipeline.linked()
    expect(heard).toBe(2)
  })

  test('[SV9] a link that was lost and came back between two looks has a backlog', () => {
    const rig = aRig()
    rig.publish()
    expect(feed(rig)?.live).toBe(true)
    rig.feed.lastSeq = 3
    rig.pipeline.linked()
    expect(feed(rig)?.live).toBe(false)
    rig.publish()
    rig.publish()
    expect(feed(rig)?.live).toBe(true)
  })

  test("[SV15] the reason of a lost link is the feed's own", () => {
    const rig = aRig()
    Object.assign(rig.feed, { linked: false, reason: 'connection refused' })
    expect(rig.pipeline.ready()).toEqual({ ready: false, lacks: 'link', reason: 'connection refused' })
    delete rig.feed.reason
    expect(rig.pipeline.ready()).toEqual({ ready: false, lacks: 'link', reason: 'no link to the log' })
  })

  test('[SV15] while a stored snapshot is loaded the log is being read, not lost; so it is while it is folded again', () => {
    const rig = aRig()
    Object.assign(rig.feed, { linked: false, isLoading: true, reason: 'loading' })
    expect(rig.pipeline.ready()).toEqual({ ready: false, lacks: 'catchingUp', reason: 'loading' })
    Object.assign(rig.feed, { linked: true, isLoading: undefined })
    rig.tick()
    rig.now -= 3_600_000
    rig.tick()
    expect(rig.pipeline.ready()).toEqual({ ready: false, lacks: 'catchingUp', reason: 'folding the log again' })
  })

  test('[SV14] lag is the age of the last message read, 0 at the end of the log, unknown without a link', () => {
    const rig = aRig()
    rig.publish()
    rig.now += 700
    expect(feed(rig)?.lagMs).toBe(0)
    rig.feed.lastSeq = 9
    expect(feed(rig)?.lagMs).toBe(700)
    expect(rig.pipeline.status().lagMs).toBe(700)
    rig.feed.linked = false
    expect(feed(rig)?.lagMs).toBeUndefined()
    expect(rig.pipeline.status()).not.toHaveProperty('lagMs')
  })
})

describe('asOf', () => {
  test("[SV10] is the server's clock", () => {
    const rig = aRig()
    rig.publish({ time: START - 400 })
    rig.now += 100
    expect(asOf(rig)).toBe(START + 100)
  })

  test('[SV10] is the newest folded event where that lies ahead', () => {
    const rig = aRig()
    rig.publish({ time: START + 1_500 })
    expect(asOf(rig)).toBe(START + 1_500)
    rig.now += 2_000
    expect(asOf(rig)).toBe(START + 2_000)
  })

  test('[SV10] stands still while the link is lost', () => {
    const rig = aRig()
    rig.publish()
    rig.now += 1_000
    expect(asOf(rig)).toBe(START + 1_000)
    rig.feed.linked = false
    rig.now += 60_000
    expect(asOf(rig)).toBe(START + 1_000)
    rig.feed.linked = true
    expect(asOf(rig)).toBe(START + 61_000)
  })

  test('[SV10] is the newest folded event while catching up', () => {
    const rig = aRig()
    rig.feed.lastSeq = 9
    rig.publish({ time: START - 3_600_000 })
    expect(asOf(rig)).toBe(START - 3_600_000)
    rig.publish({ time: START - 3_500_000 })
    expect(asOf(rig)).toBe(START - 3_500_000)
  })

  test('[SV10] before any event, is when a display was first shown anything', () => {
    const rig = aRig()
    rig.feed.linked = false
    const display = fakeDisplay()
    rig.pipeline.subscribe(display, 'floor')
    rig.tick(3)
    const asOfs = display.messages().map((message) => 'asOf' in message && message.asOf)
    expect(asOfs).toEqual(Array.from({ length: 3 }, () => toInstant(epochMs(START))))
  })

  test('[SV11] is the newest folded event on the clock of events', () => {
    const rig = aRig({ clockMode: 'events' })
    rig.publish({ time: 5_000 })
    rig.publish({ time: 4_000 })
    rig.now += 60_000
    expect(asOf(rig)).toBe(5_000)
    rig.now -= 3_600_000
    expect(asOf(rig)).toBe(5_000)
    expect(rig.refolds).toEqual([])
  })
})

describe('a clock set back', () => {
  test('[SV12] by 2 s moves nothing until it has caught up', () => {
    const rig = aRig()
    expect(asOf(rig)).toBe(START)
    rig.now -= 1_000
    expect(asOf(rig)).toBe(START)
    rig.now -= 1_000
    expect(asOf(rig)).toBe(START)
    rig.now += 2_001
    expect(asOf(rig)).toBe(START + 1)
    expect(rig.refolds).toEqual([])
  })

  test('[SV12] by more has the log folded again, in a new epoch', () => {
    const rig = aRig()
    rig.publish({ time: START - 7_200_000 })
    expect(asOf(rig)).toBe(START)
    rig.now -= 3_600_000
    rig.pipeline.tick()
    rig.pipeline.tick()
    expect(rig.refolds).toEqual(['the clock was set back by 3600000 ms'])
    expect(rig.pipeline.ready().ready).toBe(false)
    expect(asOf(rig)).toBe(START)
    rig.pipeline.restarted('folding again')
    expect(rig.pipeline.status()).toMatchObject({ epoch: 'e2', appliedSeq: 0 })
    rig.publish({ time: START - 7_200_000 })
    expect(asOf(rig)).toBe(START - 3_600_000)
    expect(rig.refolds).toHaveLength(1)
  })

  test('[SV12] in small steps counts as one', () => {
    const rig = aRig()
    rig.tick()
    for (let i = 0; i < 4; i++) {
      rig.now -= 600
      rig.pipeline.tick()
    }
    expect(rig.refolds).toEqual(['the clock was set back by 2400 ms'])
  })
})

describe('a log that starts again', () => {
  test('[SV13] everything folded is forgotten', () => {
    const rig = aRig()
    rig.publish({ id: 'old', site: 'london' })
    rig.publish({ id: 'old' })
    rig.pipeline.restarted('the stream was recreated')
    rig.feed.lastSeq = 0
    expect(rig.pipeline.sites()).toEqual(['main'])
    expect(rig.pipeline.floorView('main')).toMatchObject({ epoch: 'e2', appliedSeq: 0, notices: [] })
  })

  test('[SV13] displays get pulses until it is read, then a snapshot of the new epoch', () => {
    const rig = aRig()
    const display = fakeDisplay()
    rig.publish({ id: 'old' })
    rig.pipeline.subscribe(display, 'floor')
    rig.pipeline.restarted('the stream was recreated')
    rig.feed.lastSeq = 3
    rig.tick()
    expect(display.types()).toEqual(['snapshot', 'pulse', 'pulse'])
    expect(display.messages().at(-1)).toMatchObject({ feed: { live: false, reason: 'catchingUp' } })
    rig.feed.lastSeq = 0
    rig.tick()
    expect(display.types()).toEqual(['snapshot', 'pulse'])
    expect(display.held()).toMatchObject({ epoch: 'e2', revision: 1, view: { notices: [] } })
  })

  test('[SV13] displays of a site that is not there any more are closed', () => {
    const rig = aRig()
    const display = fakeDisplay()
    rig.publish({ site: 'london' })
    rig.pipeline.subscribe(display, 'london/floor')
    rig.pipeline.restarted('the stream was recreated')
    rig.feed.lastSeq = 9
    rig.tick()
    expect(display.closed).toEqual([])
    rig.feed.lastSeq = 0
    rig.tick(2)
    expect(display.closed).toEqual([{ code: 4404, reason: 'no such board' }])
    expect(rig.pipeline.status()).toMatchObject({ displays: 0 })
  })
})

test('[SV21] instants on the wire are those of the view', () => {
  const rig = aRig()
  const display = fakeDisplay()
  rig.publish()
  rig.now += 100
  rig.pipeline.subscribe(display, 'floor')
  const at = toInstant(epochMs(START + 100))
  expect(display.messages()[0]).toMatchObject({ asOf: at, serverNow: at, appliedSeq: 1 })
})

describe('a first view while the log is read', () => {
  const PATIENCE = FIRST_VIEW_PATIENCE_MS / TICK_MS

  function waiting(): { rig: Rig; display: FakeDisplay } {
    const rig = aRig()
    rig.feed.lastSeq = 9
    rig.publish()
    const display = fakeDisplay()
    rig.pipeline.subscribe(display, 'floor')
    return { rig, display }
  }

  test('[SV47] is that of the end of the log, when that is near', () => {
    const { rig, display } = waiting()
    rig.tick(PATIENCE - 1)
    expect(new Set(display.types())).toEqual(new Set(['pulse']))
    for (let seq = 2; seq <= 9; seq++) rig.publish()
    rig.tick()
    expect(display.types()).toContain('snapshot')
    expect(display.held()?.view.feed.live).toBe(true)
  })

  test('[SV47] comes after a while when the log starts again, beside displays that still show the old one', () => {
    const rig = aRig()
    rig.publish()
    const shown = fakeDisplay()
    rig.pipeline.subscribe(shown, 'floor')
    rig.tick()
    const before = shown.types().length
    rig.feed.lastSeq = 9
    rig.pipeline.restarted('made anew')
    const newcomer = fakeDisplay()
    rig.pipeline.subscribe(newcomer, 'floor')
    rig.tick(PATIENCE)
    expect(newcomer.types()).toContain('snapshot')
    expect(newcomer.held()?.view.feed.live).toBe(false)
    expect(new Set(shown.types().slice(before))).toEqual(new Set(['pulse']))
  })

  test('[SV47] comes after a while, once, and is not live', () => {
    const { rig, display } = waiting()
    rig.tick(PATIENCE)
    expect(display.types().filter((type) => type !== 'pulse')).toEqual(['snapshot'])
    expect(display.held()?.view.feed.live).toBe(false)
    rig.tick(2 * PATIENCE)
    expect(new Set(display.types())).toEqual(new Set(['pulse']))
  })
})
