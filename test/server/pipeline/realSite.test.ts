/** The pipeline over the real core: a simulated morning, displays that come and go, and what they hold after it. */
import { describe, expect, test } from 'vitest'
import type { FloorEvent } from '../../../src/core/events/event.ts'
import { createSite, type Site } from '../../../src/core/site.ts'
import { epochMs, later, minutes, toInstant } from '../../../src/core/units.ts'
import type { Position } from '../../../src/protocol/messages.ts'
import { disorder } from '../../../src/simulation/disorder.ts'
import { simulateCentre } from '../../../src/simulation/simulateCentre.ts'
import { fakeDisplay, type FakeDisplay } from '../../support/fakeDisplay.ts'
import { aRig, type Rig } from './rig.ts'

const START_AT = epochMs(Date.parse('2026-03-02T09:40:00.000Z'))

function* morning(seed: number, lasting: number): Generator<FloorEvent> {
  for (const event of simulateCentre({ seed, startAt: START_AT, agents: 12, queues: 3, rate: 600 })) {
    if (event.time > later(START_AT, lasting)) return
    yield event
  }
}

function asJson({ time, ...event }: FloorEvent): string {
  return JSON.stringify({ specversion: '1.0', ...event, time: toInstant(time) })
}

/** A rig over the real core, and the sites it created. */
function aRealRig(clockMode: 'wall' | 'events'): Rig & { real: Site[] } {
  const real: Site[] = []
  const rig = aRig({
    clockMode,
    createSite(config) {
      const site = createSite(config)
      real.push(site)
      return site
    },
  })
  return Object.assign(rig, { real })
}

/** What a display should hold of a board now: the core's own view, through JSON. */
function truth(rig: Rig & { real: Site[] }, board: 'floor' | 'agents'): unknown {
  const name = board === 'floor' ? 'Floor' : 'Agents'
  const view = rig.real
    .at(-1)
    ?.boardView({ id: board, site: 'main', kind: board, name }, { live: true, appliedSeq: rig.feed.lastSeq })
  return JSON.parse(JSON.stringify(view))
}

/** Where RFC 7396 has no word for it: null members outside lists. */
function nullMembers(value: unknown, path = ''): string[] {
  if (value === null) return [path]
  if (typeof value !== 'object' || Array.isArray(value)) return []
  return Object.entries(value).flatMap(([key, member]) => nullMembers(member, `${path}/${key}`))
}

/** A display that is slow, leaves and returns, by dice. */
interface Restless {
  readonly board: 'floor' | 'agents'
  readonly display: FakeDisplay
  isThere: boolean
}

function fidget(rig: Rig, restless: Restless, roll: number): void {
  const { display, board } = restless
  display.unsent = roll < 0.3 ? 1 : 0
  if (restless.isThere && roll > 0.9) {
    rig.pipeline.unsubscribe(display)
    restless.isThere = false
  } else if (!restless.isThere && roll > 0.6) {
    const held = display.held()
    const resume: Position | undefined = held && { epoch: held.epoch, revision: held.revision }
    rig.pipeline.subscribe(display, board, resume)
    restless.isThere = true
  }
}

/** Dice that fall the same every time. */
function dice(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}

describe.each([1, 2, 3])('a morning (seed %i)', (seed) => {
  test('[SV18] [SV21] [SV23] [PR17] whatever happened to a display, it comes to hold the view of its board', () => {
    const rig = aRealRig('wall')
    const roll = dice(seed)
    const displays = (['floor', 'agents', 'floor', 'agents'] as const).map((board): Restless => ({
      board,
      display: fakeDisplay(),
      isThere: false,
    }))
    rig.now = START_AT
    for (const event of disorder(morning(seed, minutes(5)), { seed, maxDelayMs: 3_000, duplicateRatio: 0.02 })) {
      while (rig.now < event.time) {
        rig.tick()
        for (const restless of displays) if (roll() < 0.2) fidget(rig, restless, roll())
      }
      rig.publish({ body: asJson(event) })
    }
    for (const restless of displays) {
      restless.display.unsent = 0
      const held = restless.display.held()
      rig.pipeline.subscribe(restless.display, restless.board, held && { epoch: held.epoch, revision: held.revision })
    }
    rig.tick()
    for (const { display, board } of displays) {
      expect(display.held()?.view).toEqual(truth(rig, board))
      expect(nullMembers(display.held()?.view)).toEqual([])
      expect(new Set(display.messages().map(({ type }) => type))).toEqual(new Set(['snapshot', 'delta', 'pulse']))
    }
    expect(rig.pipeline.status()).toMatchObject({ failedSites: {}, rejected: {} })
  }, 60_000)

  test('[SV11] [SV24] the HTTP view of a replay is the view of a plain fold', () => {
    const rig = aRealRig('events')
    const plain = createSite({ site: 'main' })
    for (const event of morning(seed, minutes(60))) {
      rig.publish({ body: asJson(event) })
      plain.apply(event)
    }
    if (plain.lastEventAt !== undefined) plain.advanceTo(plain.lastEventAt)
    const { epoch, revision, ...view } = rig.pipeline.floorView('main') ?? {}
    const expected = plain.floorView({ live: true, lagMs: 0, appliedSeq: rig.feed.lastSeq })
    expect({ epoch, revision }).toEqual({ epoch: 'e1', revision: 1 })
    expect(JSON.stringify(view)).toBe(JSON.stringify(expected))
  })
})

test('[SV19] a floor where nothing happens sends pulses only, but for whole minutes', () => {
  const rig = aRealRig('wall')
  rig.now = START_AT
  for (const event of morning(1, minutes(2))) {
    rig.now = event.time
    rig.publish({ body: asJson(event) })
  }
  rig.now = later(START_AT, minutes(600))
  const display = fakeDisplay()
  rig.pipeline.subscribe(display, 'floor')
  rig.tick()
  display.types()
  rig.tick(4 * 55)
  expect(new Set(display.types())).toEqual(new Set(['pulse']))
})
