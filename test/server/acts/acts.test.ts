import { describe, expect, test } from 'vitest'
import { createSite } from '../../../src/core/site.ts'
import type { PipelineOptions } from '../../../src/server/pipeline.ts'
import { fakeDisplay } from '../../support/fakeDisplay.ts'
import { anActsRig, ownerOf, SOURCE } from './actsRig.ts'

const claim = { type: 'claim', escalation: 'esc-1' } as const
const release = { type: 'release', escalation: 'esc-1' } as const
const resolve = { type: 'resolve', escalation: 'esc-1' } as const
const correct = { type: 'correct', contact: 'c1' } as const
const done = { type: 'done', re: 'esc-1' }

function refused(reason: string, owner?: string) {
  return { type: 'refused', re: 'esc-1', reason, ...(owner === undefined ? {} : { owner }) }
}

describe('from the display to the log and back', () => {
  test('[AC1] without a name: who, and nothing is published', async () => {
    const rig = anActsRig()
    rig.raise()
    expect(await rig.act(claim, { by: undefined })).toEqual(refused('who'))
    expect(rig.published).toEqual([])
  })

  test('[AC2] a claim is an event of the site, by whoever claims', async () => {
    const rig = anActsRig()
    rig.raise()
    expect(await rig.act(claim)).toEqual(done)
    expect(rig.published.map(({ subject }) => subject)).toEqual(['floor.main.escalation.claimed'])
    expect(rig.published[0]?.messageId).toMatch(/^[\w-]{43}$/)
    expect(rig.lastEvent()).toEqual({
      specversion: '1.0',
      id: 'act-1',
      source: SOURCE,
      type: 'escalation.claimed',
      time: new Date(rig.rig.now).toISOString(),
      data: { escalation: 'esc-1', by: 'Nia' },
    })
  })

  test('[AC2] [AC10] a display acts on its own site alone', async () => {
    const rig = anActsRig()
    rig.said('escalation.raised', { escalation: 'esc-1', reason: 'angry' }, 60, { site: 'york' })
    expect(await rig.act(claim)).toEqual(refused('unknown'))
    expect(await rig.act(claim, { board: 'york/floor' })).toEqual(done)
    expect(rig.published.map(({ subject }) => subject)).toEqual(['floor.york.escalation.claimed'])
  })

  test('[AC3] it happened at the newest folded event time where that lies ahead of the clock', async () => {
    const rig = anActsRig()
    rig.said('escalation.raised', { escalation: 'esc-1', reason: 'angry' }, -1.5)
    await rig.act(claim)
    expect(rig.lastEvent()).toMatchObject({ time: new Date(rig.rig.now + 1_500).toISOString() })
  })

  test('[AC3] with the clock of events it happened at the newest folded event time', async () => {
    const rig = anActsRig({ pipeline: { clockMode: 'events' } })
    rig.said('escalation.raised', { escalation: 'esc-1', reason: 'angry' }, 86_400)
    expect(await rig.act(claim)).toEqual(done)
    expect(rig.lastEvent()).toMatchObject({ time: new Date(rig.rig.now - 86_400_000).toISOString() })
  })

  test('[AC3] raised in this very ms by a source that sorts after ours, it is resolved all the same', async () => {
    const rig = anActsRig({ pipeline: { clockMode: 'events' } })
    rig.said('escalation.raised', { escalation: 'esc-1', reason: 'angry' }, 0, { source: '/zendesk' })
    expect(await rig.act(resolve)).toEqual(done)
    expect(rig.lastEvent()).toMatchObject({ time: new Date(rig.rig.now + 1).toISOString() })
    expect(rig.rig.pipeline.floorView('main')?.escalations).toEqual([])
  })

  test('[AC4] stored is not done: done is read back', async () => {
    const rig = anActsRig()
    rig.raise()
    rig.slow = true
    let answered = false
    const answer = rig.act(claim).then((message) => ((answered = true), message))
    await new Promise((later) => setTimeout(later, 10))
    expect([rig.published.length, answered]).toEqual([1, false])
    rig.deliver()
    expect(await answer).toEqual(done)
  })

  test('[AC4] an event of the same id from another source is not ours', async () => {
    const rig = anActsRig()
    rig.raise()
    rig.slow = true
    const answer = rig.act(claim)
    rig.rig.publish({ id: 'act-1' })
    rig.deliver()
    expect(await answer).toEqual(done)
  })

  test('[AC5] of two claims on their way the first in the log wins, and the other hears who was faster', async () => {
    const rig = anActsRig()
    rig.raise()
    rig.slow = true
    const answers = [rig.act(claim, { by: 'Bo' }), rig.act(claim, { by: 'Nia' })]
    rig.deliver()
    expect(await Promise.all(answers)).toEqual([done, refused('owned', 'Bo')])
    expect(ownerOf(rig)).toBe('Bo')
  })

  test('[AC4] [AC5] the answer is of the moment the event was folded, not of what came after it', async () => {
    const rig = anActsRig()
    rig.raise()
    rig.slow = true
    const nia = rig.act(claim)
    rig.deliver()
    rig.said('escalation.released', { escalation: 'esc-1', by: 'Nia' })
    rig.said('escalation.claimed', { escalation: 'esc-1', by: 'Bo' })
    expect(await nia).toEqual(done)
    expect(ownerOf(rig)).toBe('Bo')
  })

  test('[AC6] what is known to be owned is refused without an event', async () => {
    const rig = anActsRig()
    rig.raise()
    rig.said('escalation.claimed', { escalation: 'esc-1', by: 'Bo' })
    expect(await rig.act(claim)).toEqual(refused('owned', 'Bo'))
    expect(rig.published).toEqual([])
  })

  test('[AC7] without a link nothing is published', async () => {
    const rig = anActsRig()
    rig.raise()
    rig.rig.feed.linked = false
    expect(await rig.act(claim)).toEqual(refused('unavailable'))
    expect(rig.published).toEqual([])
  })

  test('[AC7] a log that does not acknowledge: unavailable once the time is over, and noted', async () => {
    const rig = anActsRig()
    rig.raise()
    rig.down = true
    expect(await rig.act(claim)).toEqual(refused('unavailable'))
    expect(rig.notStored).toEqual(['no broker'])
    expect(ownerOf(rig)).toBeUndefined()
  })

  test('[AC7] an event that turns up later counts, and the board shows it', async () => {
    const rig = anActsRig()
    rig.raise()
    rig.slow = true
    expect(await rig.act(claim)).toEqual(refused('unavailable'))
    rig.deliver()
    expect(ownerOf(rig)).toBe('Nia')
  })

  test('[AC7] read back after all although it was not acknowledged: done', async () => {
    const rig = anActsRig()
    rig.raise()
    rig.down = true
    const answer = rig.act(claim)
    await Promise.resolve()
    rig.down = false
    const [entry] = rig.published
    rig.rig.publish({ subject: entry?.subject ?? '', body: entry?.body ?? '' })
    expect(await answer).toEqual(done)
  })

  test('[AC7] a site that failed is not acted on', async () => {
    const rig = anActsRig({
      pipeline: {
        createSite: () => {
          throw new Error('broken')
        },
      },
    })
    expect(await rig.act(claim)).toEqual(refused('unavailable'))
  })

  test('[AC7] a site that fails over the very event: unavailable', async () => {
    const createFailing: PipelineOptions['createSite'] = (config) => {
      const site = createSite(config)
      const fold = site.apply.bind(site)
      site.apply = (event) => {
        if (event.type === 'escalation.claimed') throw new Error('broken')
        fold(event)
      }
      return site
    }
    const rig = anActsRig({ pipeline: { createSite: createFailing } })
    rig.raise()
    expect(await rig.act(claim)).toEqual(refused('unavailable'))
    expect(rig.published).toHaveLength(1)
  })

  test('[AC7] a site that fails over being looked at: unavailable', async () => {
    const rig = anActsRig({
      pipeline: {
        createSite(config) {
          const site = createSite(config)
          site.advanceTo = () => {
            throw new Error('broken')
          }
          return site
        },
      },
    })
    expect(await rig.act(claim)).toEqual(refused('unavailable'))
  })

  test('[AC8] one display may act so often; others are not in its way', async () => {
    const rig = anActsRig({ limits: { maxActs: 2 } })
    rig.raise()
    const answers = [await rig.act(claim), await rig.act(release), await rig.act(claim)]
    expect(answers).toEqual([done, done, refused('limit')])
    expect(await rig.act(claim, { display: fakeDisplay() })).toEqual(done)
    rig.rig.now += 10_000
    expect(await rig.act(claim)).toEqual(done)
  })

  test('[AC8] so many acts of all may be on their way', async () => {
    const rig = anActsRig({ limits: { maxWaiting: 1 } })
    rig.raise()
    rig.slow = true
    const first = rig.act(claim)
    expect(await rig.act(claim, { display: fakeDisplay(), by: 'Bo' })).toEqual(refused('limit'))
    rig.deliver()
    expect(await first).toEqual(done)
    rig.slow = false
    expect(await rig.act(release)).toEqual(done)
  })

  test('[AC8] what was given up is not on its way any more', async () => {
    const rig = anActsRig({ limits: { maxWaiting: 1 } })
    rig.raise()
    rig.down = true
    expect(await rig.act(claim)).toEqual(refused('unavailable'))
    rig.down = false
    expect(await rig.act(claim)).toEqual(done)
  })

  test('[AC9] answers are counted by their name', async () => {
    const rig = anActsRig()
    rig.raise()
    await rig.act(claim)
    await rig.act(claim)
    await rig.act(claim, { by: 'Bo' })
    await rig.act(claim, { by: undefined })
    expect(rig.acts.counts).toEqual({ done: 2, owned: 1, who: 1 })
  })
})

describe('escalations', () => {
  test('[AC10] never raised, or resolved: unknown', async () => {
    const rig = anActsRig()
    rig.raise()
    for (const act of [claim, release, resolve]) {
      expect(await rig.act({ ...act, escalation: 'esc-9' })).toMatchObject({ re: 'esc-9', reason: 'unknown' })
    }
    expect(await rig.act(resolve)).toEqual(done)
    for (const act of [claim, release, resolve]) expect(await rig.act(act)).toEqual(refused('unknown'))
    expect(rig.published).toHaveLength(1)
  })

  test('[AC10] resolved while the claim was on its way: unknown', async () => {
    const rig = anActsRig()
    rig.raise()
    rig.slow = true
    const answer = rig.act(claim)
    rig.said('escalation.resolved', { escalation: 'esc-1', by: 'Bo' })
    rig.deliver()
    expect(await answer).toEqual(refused('unknown'))
  })

  test('[AC11] claiming what one has already is done', async () => {
    const rig = anActsRig()
    rig.raise()
    expect([await rig.act(claim), await rig.act(claim)]).toEqual([done, done])
    expect(ownerOf(rig)).toBe('Nia')
  })

  test('[AC12] only the owner releases; then the next may claim', async () => {
    const rig = anActsRig()
    rig.raise()
    expect(await rig.act(release)).toEqual(refused('notOwner'))
    await rig.act(claim)
    expect(await rig.act(release, { by: 'Bo' })).toEqual(refused('notOwner', 'Nia'))
    expect(await rig.act(release)).toEqual(done)
    expect(ownerOf(rig)).toBeUndefined()
    expect(await rig.act(claim, { by: 'Bo' })).toEqual(done)
    expect(ownerOf(rig)).toBe('Bo')
  })

  test('[AC12] released twice at once, and claimed in between: the second has nothing to release', async () => {
    const rig = anActsRig()
    rig.raise()
    await rig.act(claim)
    rig.slow = true
    const second = rig.act(release)
    rig.said('escalation.released', { escalation: 'esc-1', by: 'Nia' })
    rig.said('escalation.claimed', { escalation: 'esc-1', by: 'Bo' })
    rig.deliver()
    expect(await second).toEqual(refused('notOwner', 'Bo'))
  })

  test('[AC13] anybody resolves what nobody owns', async () => {
    const rig = anActsRig()
    rig.raise()
    expect(await rig.act(resolve)).toEqual(done)
    expect(rig.rig.pipeline.floorView('main')?.escalations).toEqual([])
  })

  test('[AC13] where somebody owns it, nobody else does', async () => {
    const rig = anActsRig()
    rig.raise()
    await rig.act(claim)
    expect(await rig.act(resolve, { by: 'Bo' })).toEqual(refused('notOwner', 'Nia'))
    expect(await rig.act(resolve)).toEqual(done)
  })

  test('[AC13] what the log took as resolved is resolved, whoever claimed it meanwhile', async () => {
    const rig = anActsRig()
    rig.raise()
    rig.slow = true
    const answer = rig.act(resolve)
    rig.said('escalation.claimed', { escalation: 'esc-1', by: 'Bo' })
    rig.deliver()
    expect(await answer).toEqual(done)
  })

  test('[AC14] an hour of events overtook the act: late', async () => {
    const rig = anActsRig({ pipeline: { clockMode: 'events' } })
    rig.raise()
    rig.slow = true
    const answer = rig.act(claim)
    rig.said('notice.posted', { notice: 'n', text: 'x' }, -3_700)
    rig.deliver()
    expect(await answer).toEqual(refused('late'))
    expect(ownerOf(rig)).toBeUndefined()
  })

  test('[AC14] a release that came too late for what was claimed anew: late', async () => {
    const rig = anActsRig({ pipeline: { clockMode: 'events' } })
    rig.raise()
    await rig.act(claim)
    rig.slow = true
    const answer = rig.act(release)
    rig.said('escalation.released', { escalation: 'esc-1', by: 'Nia' }, -1)
    rig.said('escalation.claimed', { escalation: 'esc-1', by: 'Nia' }, -2)
    rig.said('notice.posted', { notice: 'n', text: 'x' }, -3_700)
    rig.deliver()
    expect(await answer).toEqual(refused('late'))
    expect(ownerOf(rig)).toBe('Nia')
  })

  test('[AC14] raised anew after the instant of resolving: late', async () => {
    const rig = anActsRig()
    rig.raise()
    rig.slow = true
    const answer = rig.act(resolve)
    rig.rig.now += 1_000
    rig.said('escalation.resolved', { escalation: 'esc-1', by: 'Bo' }, 1)
    rig.said('escalation.raised', { escalation: 'esc-1', reason: 'again' })
    rig.deliver()
    expect(await answer).toEqual(refused('late'))
  })
})

describe('corrections', () => {
  const ended = { type: 'done', re: 'c1' }

  function withGhost() {
    const rig = anActsRig()
    rig.said('contact.enqueued', { contact: 'c1', queue: 'SALES' }, 5 * 3_600)
    rig.said('contact.answered', { contact: 'c1', agent: 'A1' }, 5 * 3_600 - 10)
    rig.said('contact.enqueued', { contact: 'c2', queue: 'SALES' }, 60)
    return rig
  }

  test('[AC15] a suspect is ended by the system, and its agent is free', async () => {
    const rig = withGhost()
    expect(rig.rig.pipeline.floorView('main')?.feed.suspects).toEqual({ count: 1, contacts: ['c1'] })
    expect(await rig.act(correct)).toEqual(ended)
    expect(rig.lastEvent()).toMatchObject({
      type: 'contact.ended',
      data: { contact: 'c1', endedBy: 'system', wrapUp: false, by: 'Nia' },
    })
    const view = rig.rig.pipeline.floorView('main')
    expect(view?.feed.suspects).toEqual({ count: 0, contacts: [] })
    expect(view?.agents['A1']).toMatchObject({ state: 'available', contacts: [] })
    expect(view?.queues['SALES']).toMatchObject({ waiting: 1 })
  })

  test('[AC15] a waiting suspect leaves its queue as flowed out, not as abandoned', async () => {
    const rig = anActsRig()
    rig.said('contact.enqueued', { contact: 'c1', queue: 'SALES' }, 5 * 3_600)
    rig.said('contact.enqueued', { contact: 'c2', queue: 'SALES' }, 60)
    expect(await rig.act(correct)).toEqual(ended)
    const day = rig.rig.pipeline.floorView('main')?.queues['SALES']?.windows['15m']
    expect(day).toMatchObject({ flowedOut: 1, abandoned: 0 })
  })

  test('[AC15] what is alive, over, or was never heard of is not ended', async () => {
    const rig = withGhost()
    expect(await rig.act({ type: 'correct', contact: 'c2' })).toMatchObject({ reason: 'notSuspect' })
    expect(await rig.act({ type: 'correct', contact: 'c9' })).toMatchObject({ reason: 'notSuspect' })
    await rig.act(correct)
    expect(await rig.act(correct)).toMatchObject({ reason: 'notSuspect' })
    expect(rig.published).toHaveLength(1)
  })

  test('[AC14] [AC15] a contact that came and went silent again meanwhile: late', async () => {
    const rig = anActsRig({ pipeline: { clockMode: 'events' } })
    rig.said('contact.enqueued', { contact: 'c1', queue: 'SALES' }, 5 * 3_600)
    rig.said('notice.posted', { notice: 'now', text: 'x' })
    rig.slow = true
    const answer = rig.act(correct)
    rig.said('contact.enqueued', { contact: 'c1', queue: 'OTHER' }, -1)
    rig.said('notice.posted', { notice: 'later', text: 'x' }, -5 * 3_600)
    rig.deliver()
    expect(await answer).toEqual({ type: 'refused', re: 'c1', reason: 'late' })
  })

  test('[AC16] corrections are for the floor and the leads', async () => {
    const rig = withGhost()
    for (const board of ['agents', 'main/agents', 'desk', 'agent:A1'])
      expect(await rig.act(correct, { board })).toMatchObject({ reason: 'notYours' })
    expect(await rig.act(correct, { board: 'main/floor' })).toEqual(ended)
    expect(await rig.act(correct, { board: 'lead' })).toMatchObject({ reason: 'notSuspect' })
  })

  test('[AC17] alerts are not acknowledged here', async () => {
    const rig = anActsRig()
    expect(await rig.act({ type: 'acknowledge', alert: 'a1' })).toEqual({
      type: 'refused',
      re: 'a1',
      reason: 'unavailable',
    })
  })
})
