/** Lateness on the desk: what a late event still ends, to the millisecond. */
import { describe, expect, test } from 'vitest'
import { enqueued, event, viewOf } from '../../support/events.ts'

/** Makes what happened before 100 s late. */
const NEWEST = enqueued(1000)

const raised = (seconds: number) =>
  event(seconds, 'escalation.raised', { escalation: 'e1', reason: 'angry', severity: 'critical' })
const act = (seconds: number, what: 'claimed' | 'released' | 'resolved', by = 'Nia') =>
  event(seconds, `escalation.${what}`, { escalation: 'e1', by })
const owners = (events: Parameters<typeof viewOf>[0]) =>
  viewOf(events, 1200).escalations.map(({ claimedBy }) => claimedBy)

describe('late on the desk', () => {
  test('[FL4, FL27] a late resolution ends what was raised by its own time, that instant included', () => {
    expect(owners([raised(50), NEWEST, act(50, 'resolved')])).toEqual([])
    expect(owners([raised(50), NEWEST, act(49.999, 'resolved')])).toEqual([undefined])
  })

  test('[FL4, FL27] a late release frees what was claimed by its own time, that instant included', () => {
    const claimed = [raised(0), act(50, 'claimed'), NEWEST]
    expect(owners([...claimed, act(50, 'released')])).toEqual([undefined])
    expect(owners([...claimed, act(49.999, 'released')])).toEqual(['Nia'])
    expect(owners([...claimed, act(60, 'released', 'Rhys')])).toEqual(['Nia'])
  })

  test('[FL4, FL27] a late claim claims nothing, a late raise raises nothing', () => {
    expect(owners([raised(0), NEWEST, act(50, 'claimed')])).toEqual([undefined])
    expect(owners([raised(0), act(40, 'claimed'), NEWEST, act(50, 'claimed', 'Rhys')])).toEqual(['Nia'])
    expect(owners([NEWEST, raised(0)])).toEqual([])
  })

  test('[FL4, FL27] a late resolution takes the owner along: raised anew, nobody has it', () => {
    const again = [raised(0), act(40, 'claimed'), NEWEST, act(50, 'resolved'), raised(1100)]
    expect(owners(again)).toEqual([undefined])
  })

  test('[FL4] a late answer ends the wait that began by its own time and counts nowhere', () => {
    const answer = event(60, 'contact.answered', { contact: 'c1', agent: 'A1' })
    const before = event(49.999, 'contact.answered', { contact: 'c1', agent: 'A1' })
    const sales = (events: Parameters<typeof viewOf>[0]) => viewOf(events, 1200).queues['SALES']
    const other = enqueued(1000, 'c2', 'SUPPORT')
    expect(sales([enqueued(50), other, answer])).toMatchObject({ waiting: 0, windows: { day: { answered: 0 } } })
    expect(sales([enqueued(50), other, before])).toMatchObject({ waiting: 1, windows: { day: { answered: 0 } } })
  })
})
