import { describe, expect, test } from 'vitest'
import { epochMs, toInstant } from '../../../src/core/units.ts'
import { fakeDisplay, type FakeDisplay } from '../../support/fakeDisplay.ts'
import { MAX_IDLE_BOARDS } from '../../../src/server/pipeline/channels.ts'
import { START, aRig, type Rig } from './rig.ts'

function at(ms: number): string {
  return toInstant(epochMs(START + ms))
}

function notices(display: FakeDisplay): string[] | undefined {
  return display.held()?.view.notices.map(({ notice }) => notice)
}

function subscribed(rig: Rig, board = 'floor'): FakeDisplay {
  const display = fakeDisplay()
  if (!rig.pipeline.subscribe(display, board)) throw new Error(`no board ${board}`)
  display.types()
  return display
}

describe('subscribing', () => {
  test('[SV17] a snapshot at once, then a pulse with what the view leaves out', () => {
    const rig = aRig()
    rig.publish({ id: 'a', time: START - 300 })
    const display = fakeDisplay()
    expect(rig.pipeline.subscribe(display, 'floor')).toBe(true)
    const moment = { asOf: at(0), serverNow: at(0), appliedSeq: 1 }
    expect(display.messages()).toEqual([
      {
        type: 'snapshot',
        epoch: 'e1',
        revision: 1,
        ...moment,
        view: rig
          .site()
          .boardView({ id: 'floor', site: 'main', kind: 'floor', name: 'Floor' }, { live: true, appliedSeq: 1 }),
      },
      { type: 'pulse', ...moment, feed: { live: true, lagMs: 0, lastEventAt: at(-300) } },
    ])
  })

  test('[SV16] main/floor is floor, a board of another site its own, an unknown one none', () => {
    const rig = aRig()
    rig.publish({ id: 'a', site: 'london' })
    subscribed(rig, 'floor')
    subscribed(rig, 'main/floor')
    const display = subscribed(rig, 'london/agents')
    expect(notices(display)).toEqual(['a'])
    expect(rig.pipeline.subscribe(fakeDisplay(), 'paris/floor')).toBe(false)
    expect(rig.pipeline.status().boards).toEqual({
      floor: { displays: 2, revision: 1 },
      'london/agents': { displays: 1, revision: 1 },
    })
  })

  test('[SV17] with the newest revision held: a pulse only', () => {
    const rig = aRig()
    subscribed(rig)
    const display = fakeDisplay()
    rig.pipeline.subscribe(display, 'floor', { epoch: 'e1', revision: 1 })
    expect(display.types()).toEqual(['pulse'])
  })

  test('[SV17] with an older revision held: one delta, though nobody was there in between', () => {
    const rig = aRig()
    const display = subscribed(rig)
    rig.pipeline.unsubscribe(display)
    rig.publish({ id: 'a' })
    rig.publish({ id: 'b' })
    rig.now += 5_000
    rig.pipeline.subscribe(display, 'floor', { epoch: 'e1', revision: 1 })
    expect(display.types()).toEqual(['delta', 'pulse'])
    expect(notices(display)).toEqual(['a', 'b'])
  })

  test.each([
    ['another epoch', { epoch: 'e0', revision: 1 }],
    ['a revision from the future', { epoch: 'e1', revision: 2 }],
    ['none', undefined],
  ])('[SV17] resuming from %s: a snapshot', (_name, resume) => {
    const rig = aRig()
    subscribed(rig)
    const display = fakeDisplay()
    rig.pipeline.subscribe(display, 'floor', resume)
    expect(display.types()).toEqual(['snapshot', 'pulse'])
  })

  test('[SV17] a second subscribe replaces the first', () => {
    const rig = aRig()
    const display = subscribed(rig)
    rig.pipeline.subscribe(display, 'agents')
    expect(display.types()).toEqual(['snapshot', 'pulse'])
    rig.publish()
    rig.tick()
    expect(display.types()).toEqual(['delta'])
    expect(rig.pipeline.status()).toMatchObject({ displays: 1 })
    expect(rig.pipeline.subscribe(display, 'nowhere')).toBe(false)
    rig.tick(8)
    expect(display.types()).toEqual([])
  })
})

describe('ticks', () => {
  test('[SV18] a change reaches every display as one delta', () => {
    const rig = aRig()
    const display = subscribed(rig)
    rig.publish({ id: 'a' })
    rig.publish({ id: 'b' })
    expect(display.types()).toEqual([])
    rig.tick()
    expect(display.messages().at(-1)).toEqual({
      type: 'delta',
      from: 1,
      revision: 2,
      asOf: at(250),
      serverNow: at(250),
      appliedSeq: 2,
      patch: { notices: [expect.objectContaining({ notice: 'a' }), expect.objectContaining({ notice: 'b' })] },
    })
  })

  test('[SV18] a board without displays is not computed', () => {
    const rig = aRig()
    rig.publish()
    rig.tick(4)
    expect(rig.site().viewed).toBe(0)
    rig.pipeline.unsubscribe(subscribed(rig))
    rig.tick(4)
    expect(rig.site().viewed).toBe(1)
  })

  test('[SV19] where nothing happens there are pulses only, one every third tick', () => {
    const rig = aRig()
    const display = subscribed(rig)
    rig.tick(12)
    expect(display.types()).toEqual(['pulse', 'pulse', 'pulse', 'pulse'])
    expect(display.messages().at(-1)).toEqual({
      type: 'pulse',
      asOf: at(3_000),
      serverNow: at(3_000),
      appliedSeq: 0,
      feed: { live: true, lagMs: 0 },
    })
  })

  test('[SV19] a busy floor has pulses too', () => {
    const rig = aRig()
    const display = subscribed(rig)
    for (let i = 0; i < 4; i++) {
      rig.publish()
      rig.tick()
    }
    expect(display.types()).toEqual(['delta', 'delta', 'delta', 'pulse', 'delta'])
  })

  test('[SV22] displays that lack the same share the same bytes', () => {
    const rig = aRig()
    const displays = Array.from({ length: 200 }, () => subscribed(rig))
    rig.publish()
    rig.tick(3)
    const [first] = displays
    expect(displays.every((display) => display.frames.length === 4)).toBe(true)
    for (const display of displays) {
      expect(display.frames[0]).toBe(first?.frames[0])
      expect(display.frames[2]).toBe(first?.frames[2])
      expect(display.frames[3]).toBe(first?.frames[3])
    }
    expect(rig.pipeline.status()).toMatchObject({ displays: 200, snapshots: 200, deltas: 200, pulses: 400 })
    expect(rig.site().viewed).toBe(4)
  })
})

describe('not live', () => {
  test('[SV19] [SV20] losing the link is told at once; then pulses go on and deltas do not', () => {
    const rig = aRig()
    const display = subscribed(rig)
    rig.tick()
    rig.publish({ id: 'unseen' })
    rig.feed.linked = false
    rig.tick(7)
    expect(display.types()).toEqual(['pulse', 'pulse', 'pulse'])
    expect(display.messages().slice(-3)).toEqual(
      [500, 1_250, 2_000].map((ms) => ({
        type: 'pulse',
        asOf: at(250),
        serverNow: at(ms),
        appliedSeq: 0,
        feed: { live: false, reason: 'link', lastEventAt: at(250) },
      })),
    )
    rig.feed.linked = true
    rig.tick()
    expect(display.types()).toEqual(['delta', 'pulse'])
    expect(display.messages().at(-1)).toMatchObject({ asOf: at(2_250), feed: { live: true } })
    expect(notices(display)).toEqual(['unseen'])
  })

  test('[SV20] a newcomer gets a view that says it is not live; the others hear of it when live again', () => {
    const rig = aRig()
    const display = subscribed(rig)
    rig.feed.linked = false
    rig.tick()
    const newcomer = subscribed(rig)
    expect(newcomer.held()).toMatchObject({ revision: 2, view: { feed: { live: false } } })
    expect(newcomer.messages().at(-1)).toMatchObject({ type: 'pulse', feed: { live: false } })
    rig.tick()
    expect(display.held()).toMatchObject({ revision: 1 })
    rig.feed.linked = true
    rig.tick()
    expect(newcomer.held()).toMatchObject({ revision: 3, view: { feed: { live: true } } })
    expect(display.held()).toEqual(newcomer.held())
  })

  test('[SV20] reading a backlog costs one view for the first display and none for the next', () => {
    const rig = aRig()
    rig.feed.lastSeq = 1_000
    subscribed(rig)
    for (let i = 0; i < 900; i++) rig.publish()
    rig.tick(4)
    subscribed(rig)
    rig.tick(4)
    expect(rig.site().viewed).toBe(1)
    for (let i = 0; i < 100; i++) rig.publish()
    rig.tick()
    expect(rig.site().viewed).toBe(2)
  })
})

describe('a slow display', () => {
  test('[SV23] gets nothing while it has unsent bytes, then one merged delta', () => {
    const rig = aRig()
    const slow = subscribed(rig)
    const quick = subscribed(rig)
    slow.unsent = 10
    for (const id of ['a', 'b', 'c', 'd']) {
      rig.publish({ id })
      rig.tick()
    }
    expect(slow.types()).toEqual([])
    expect(quick.types()).toEqual(['delta', 'delta', 'delta', 'pulse', 'delta'])
    slow.unsent = 0
    rig.tick()
    expect(slow.types()).toEqual(['delta', 'pulse'])
    expect(slow.messages().at(-2)).toMatchObject({ from: 1, revision: 5 })
    expect(slow.held()).toEqual(quick.held())
  })

  test('[SV23] whose first snapshot has to wait gets it later, live or not', () => {
    const rig = aRig()
    const display = fakeDisplay()
    display.unsent = 1
    rig.pipeline.subscribe(display, 'floor')
    rig.feed.linked = false
    rig.tick()
    expect(display.types()).toEqual([])
    display.unsent = 0
    rig.tick()
    expect(display.types()).toEqual(['snapshot', 'pulse'])
  })

  test('[SV23] with more than 1 MiB unsent is closed, once, and can come back', () => {
    const rig = aRig()
    const slow = subscribed(rig)
    slow.unsent = 1_048_577
    rig.tick(2)
    expect(slow.closed).toEqual([{ code: 1013, reason: 'too slow' }])
    expect(rig.pipeline.status()).toMatchObject({ displays: 0, slowClosed: 1 })
    slow.unsent = 0
    rig.publish({ id: 'a' })
    rig.pipeline.subscribe(slow, 'floor', { epoch: 'e1', revision: 1 })
    expect(slow.types()).toEqual(['delta', 'pulse'])
  })
})

describe('boards nobody follows', () => {
  function visit(rig: Rig, agent: string): void {
    rig.pipeline.unsubscribe(subscribed(rig, `agent:${agent}`))
  }

  test('[SV46] are kept for those who come back, up to a number; those left longest ago go first', () => {
    const rig = aRig()
    const watching = subscribed(rig, 'agent:watched')
    for (let i = 0; i <= MAX_IDLE_BOARDS; i++) visit(rig, `a${i}`)
    visit(rig, 'a1')
    visit(rig, 'another')
    const { boards, boardsForgotten } = rig.pipeline.status()
    expect(boardsForgotten).toBe(2)
    expect(['a0', 'a1', 'a2', 'watched'].map((agent) => `agent:${agent}` in boards)).toEqual([false, true, false, true])
    expect(watching.closed).toEqual([])
  })

  test('[SV46] a forgotten board begins anew: who held its old revisions gets a snapshot', () => {
    const rig = aRig()
    const before = subscribed(rig, 'agent:a')
    rig.pipeline.unsubscribe(before)
    for (let i = 0; i < MAX_IDLE_BOARDS; i++) visit(rig, `b${i}`)
    const back = fakeDisplay()
    rig.pipeline.subscribe(back, 'agent:a', before.held())
    expect(back.types()).toEqual(['snapshot', 'pulse'])
    expect(back.held()?.epoch).not.toBe(before.held()?.epoch)
  })
})

describe('over HTTP', () => {
  test('[SV24] the same moment gives the same revision, another the next', () => {
    const rig = aRig()
    const first = rig.pipeline.floorView('main')
    expect(first).toMatchObject({ epoch: 'e1', revision: 1, asOf: at(0), appliedSeq: 0 })
    expect(rig.pipeline.floorView('main')).toBe(first)
    rig.publish()
    expect(rig.pipeline.floorView('main')).toMatchObject({ revision: 2, appliedSeq: 1 })
    rig.now += 1
    expect(rig.pipeline.floorView('main')).toMatchObject({ revision: 3, asOf: at(1) })
    expect(rig.pipeline.status().boards).toEqual({})
  })
})
