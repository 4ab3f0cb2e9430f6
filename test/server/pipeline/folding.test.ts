import { describe, expect, test } from 'vitest'
import { fakeDisplay } from '../../support/fakeDisplay.ts'
import { findBoard } from '../../../src/server/pipeline/boards.ts'
import { START, aRig } from './rig.ts'

function noticesOf(rig: ReturnType<typeof aRig>, site = 'main'): string[] | undefined {
  return rig.pipeline.floorView(site)?.notices.map(({ notice }) => notice)
}

describe('sites', () => {
  test('[SV1] each message goes to the site its subject names', () => {
    const rig = aRig()
    rig.publish({ id: 'a', site: 'london' })
    rig.publish({ id: 'b', site: 'paris' })
    rig.publish({ id: 'c', site: 'london' })
    expect(noticesOf(rig, 'london')).toEqual(['a', 'c'])
    expect(noticesOf(rig, 'paris')).toEqual(['b'])
    expect(noticesOf(rig)).toEqual([])
    expect(noticesOf(rig, 'rome')).toBeUndefined()
  })

  test('[SV1] main and the known sites are there before any event, in code-unit order', () => {
    expect(aRig().pipeline.sites()).toEqual(['main'])
    const { pipeline } = aRig({ knownSites: ['main', 'b', 'A'] })
    expect(pipeline.sites()).toEqual(['A', 'b', 'main'])
    const ready = ['floor', 'agents', 'desk', 'lead']
    expect(pipeline.boards().map(({ id }) => id)).toEqual([
      ...ready.map((id) => `A/${id}`),
      ...ready.map((id) => `b/${id}`),
      ...ready,
    ])
  })

  test('[SV1] an agent’s own board exists before the agent does, also with a slash in the id', () => {
    const boards = ['agent:SIP/777', 'b/agent:SIP/777', 'agent:', 'c/agent:A1'].map((id) =>
      findBoard(id, (site) => site !== 'c'),
    )
    expect(boards.map((board) => board && [board.site, board.kind, board.agent, board.id])).toEqual([
      ['main', 'agent', 'SIP/777', 'agent:SIP/777'],
      ['b', 'agent', 'SIP/777', 'b/agent:SIP/777'],
      undefined,
      undefined,
    ])
  })

  test('[SV1] each site is created with its own settings', () => {
    const rig = aRig({ siteConfig: (site) => ({ site, zone: `zone of ${site}` }) })
    rig.publish({ site: 'london' })
    expect(rig.created.map(({ config }) => config)).toEqual([
      { site: 'main', zone: 'zone of main' },
      { site: 'london', zone: 'zone of london' },
    ])
  })

  test('[SV2] a site too many is rejected, those that are there go on', () => {
    const rig = aRig({ maxSites: 2 })
    rig.publish({ site: 'london' })
    rig.publish({ site: 'paris' })
    rig.publish({ id: 'later', site: 'london' })
    expect(rig.pipeline.sites()).toEqual(['london', 'main'])
    expect(rig.copies).toEqual([{ site: 'paris', seq: 2, reason: 'tooManySites' }])
    expect(rig.pipeline.status()).toMatchObject({ rejected: { tooManySites: 1 }, appliedSeq: 3, events: 2 })
    expect(noticesOf(rig, 'london')).toEqual(['n1', 'later'])
  })

  test('[SV2] a subject without a site is rejected and in no view', () => {
    const rig = aRig()
    rig.publish({ subject: 'floor.a b.notice.posted' })
    expect(rig.copies).toEqual([{ site: '_', seq: 1, reason: 'badSubject' }])
    expect(rig.pipeline.status()).toMatchObject({ rejected: { badSubject: 1 }, appliedSeq: 1, sites: 1 })
    expect(rig.site().rejections).toEqual([])
  })
})

describe('messages', () => {
  test('[SV45] what finds no room in its site is rejected with the reason and copied; the next is folded', () => {
    const rig = aRig()
    rig.publish({ id: 'surplus' })
    rig.publish({ id: 'fine' })
    expect(rig.copies).toEqual([{ site: 'main', seq: 1, reason: 'tooManyNotices' }])
    expect(rig.pipeline.status()).toMatchObject({ messages: 2, events: 1, rejected: { tooManyNotices: 1 } })
    expect(noticesOf(rig)).toEqual(['fine'])
  })

  test('[SV45] what the sites hold is told as a sum', () => {
    const rig = aRig()
    rig.publish({ site: 'london' })
    rig.publish()
    expect(rig.pipeline.status()).toMatchObject({ held: { notices: 2 }, forgotten: { identities: 0 } })
  })

  test('[SV3] what is no event is counted at its site and by reason, and copied', () => {
    const rig = aRig()
    rig.publish({ body: '{' })
    rig.publish({ id: 'fine' })
    rig.publish({ body: '{}' })
    rig.publish({ body: '[' })
    expect(rig.site().rejections).toEqual(['notJson', 'notAnEvent', 'notJson'])
    expect(rig.copies).toEqual([
      { site: 'main', seq: 1, reason: 'notJson' },
      { site: 'main', seq: 3, reason: 'notAnEvent' },
      { site: 'main', seq: 4, reason: 'notJson' },
    ])
    expect(rig.pipeline.status()).toMatchObject({ messages: 4, events: 1, rejected: { notJson: 2, notAnEvent: 1 } })
    expect(noticesOf(rig)).toEqual(['fine'])
  })

  test('[SV6] a sequence read before is not folded again', () => {
    const rig = aRig()
    const first = rig.publish({ id: 'a' })
    const second = rig.publish({ id: 'b' })
    rig.pipeline.message(second)
    rig.pipeline.message(first)
    expect(noticesOf(rig)).toEqual(['a', 'b'])
    expect(rig.pipeline.status()).toMatchObject({ messages: 2, rereads: 2, appliedSeq: 2 })
  })

  test("[SV7] the stream's timestamp is handed on for clamping, but not on the clock of events", () => {
    const wall = aRig()
    wall.publish()
    expect(wall.site().storedAt).toEqual([START])
    const events = aRig({ clockMode: 'events' })
    events.publish()
    expect(events.site().storedAt).toEqual([undefined])
  })
})

describe('a bug in the core', () => {
  test('[SV8] while folding ends that site, loudly and once; others go on', () => {
    const rig = aRig()
    rig.publish({ id: 'a' })
    rig.publish({ id: 'boom' })
    rig.publish({ id: 'b' })
    rig.publish({ id: 'c', site: 'london' })
    expect(rig.errors).toHaveLength(1)
    expect(rig.errors[0]).toMatchObject({ fields: { site: 'main' } })
    expect(rig.pipeline.status()).toMatchObject({
      failed: 2,
      failedSites: { main: 'folding notice.posted boom of /test: boom' },
    })
    expect(() => rig.pipeline.floorView('main')).toThrow('main has failed')
    expect(noticesOf(rig, 'london')).toEqual(['c'])
    expect(rig.pipeline.ready()).toEqual({ ready: true })
  })

  test('[SV8] displays of that site are told that nothing is live, and are shown nothing new', () => {
    const rig = aRig()
    const display = fakeDisplay()
    const other = fakeDisplay()
    rig.publish({ id: 'a' })
    rig.publish({ id: 'z', site: 'london' })
    rig.pipeline.subscribe(display, 'floor')
    rig.pipeline.subscribe(other, 'london/floor')
    rig.publish({ id: 'boom' })
    rig.publish({ id: 'b', site: 'london' })
    rig.tick()
    expect(display.types()).toEqual(['snapshot', 'pulse', 'pulse'])
    expect(display.messages().at(-1)).toMatchObject({ feed: { live: false, reason: 'failed' } })
    expect(other.types()).toEqual(['snapshot', 'pulse', 'delta'])
    const newcomer = fakeDisplay()
    rig.pipeline.subscribe(newcomer, 'floor')
    expect(newcomer.held()?.view).toMatchObject({ feed: { live: false }, notices: [{ notice: 'a' }] })
  })

  test('[SV8] while viewing ends it too, and a newcomer gets pulses only', () => {
    const rig = aRig()
    const display = fakeDisplay()
    rig.publish({ id: 'blind' })
    rig.pipeline.subscribe(display, 'floor')
    rig.tick(3)
    expect(display.types()).toEqual(['pulse', 'pulse'])
    expect(display.messages()[0]).toMatchObject({ feed: { live: false, reason: 'failed' } })
    expect(rig.errors).toHaveLength(1)
  })

  test('[SV8] a site that cannot be created has failed', () => {
    const rig = aRig({
      createSite() {
        throw new RangeError('no such zone')
      },
    })
    expect(rig.pipeline.status().failedSites).toEqual({ main: 'being created: no such zone' })
  })

  test('[SV8] after a restart the site is tried again', () => {
    const rig = aRig()
    rig.publish({ id: 'boom' })
    rig.pipeline.restarted('again')
    expect(rig.pipeline.status().failedSites).toEqual({})
  })
})
