import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FloorBoardView } from '../../src/core/view/boardView.ts'
import { createBoardHistory, type BoardHistory } from '../../src/protocol/boardHistory.ts'
import { parseServerMessage } from '../../src/protocol/codec.ts'
import { receive, type HeldView } from '../../src/protocol/heldView.ts'
import type { DeltaMessage, Framed, SnapshotMessage } from '../../src/protocol/messages.ts'
import { view } from './examples.ts'

const moment: Framed = { asOf: '2026-03-02T09:00:00.000Z', serverNow: '2026-03-02T09:00:00.100Z', appliedSeq: 1 }

function withNotices(...texts: string[]): FloorBoardView {
  return { ...view, notices: texts.map((text) => ({ notice: text, text, postedAt: '2026-03-02T09:00:00.000Z' })) }
}

function withAgents(ids: readonly string[]): FloorBoardView {
  const agent = view.agents['7']
  if (agent === undefined) throw new Error('the example has no agent 7')
  return { ...view, agents: Object.fromEntries(ids.map((id) => [id, { ...agent, name: `agent ${id}` }])) }
}

function frameOf(bytes: Uint8Array): SnapshotMessage | DeltaMessage {
  const message = parseServerMessage(new TextDecoder().decode(bytes))
  if (message?.type !== 'snapshot' && message?.type !== 'delta') throw new Error('no view in it')
  return message
}

describe('revisions', () => {
  test('[PR11] they count from 1, and an equal view is none', () => {
    const history = createBoardHistory('e1')
    expect(history.newest).toEqual({ epoch: 'e1', revision: 0 })
    expect(history.publish(view)).toBe(true)
    expect(history.publish(structuredClone(view))).toBe(false)
    expect(history.newest).toEqual({ epoch: 'e1', revision: 1 })
    expect(history.publish(withNotices('x'))).toBe(true)
    expect(history.newest).toEqual({ epoch: 'e1', revision: 2 })
  })

  test('[PR15] as many as asked for are kept', () => {
    const history = createBoardHistory('e1', 2)
    for (const text of ['1', '2', '3', '4', '5']) history.publish(withNotices(text))
    expect(history.oldestKept).toBe(3)
    expect(frameOf(history.delta(3, moment))).toEqual({
      type: 'delta',
      from: 3,
      revision: 5,
      ...moment,
      patch: { notices: withNotices('5').notices },
    })
  })

  test('[PR15] consecutive views share what did not change', () => {
    const history = createBoardHistory('e1')
    history.publish(view)
    history.publish(structuredClone(withNotices('x')))
    expect((history.view as FloorBoardView).queues).toBe(view.queues)
  })
})

describe('frames', () => {
  test('[PR2] a snapshot is the newest view with its position and moment', () => {
    const history = createBoardHistory('e1')
    history.publish(view)
    expect(frameOf(history.snapshot(moment))).toEqual({ type: 'snapshot', epoch: 'e1', revision: 1, ...moment, view })
  })

  test('[PR14] what came and went in between is not in a merged delta', () => {
    const history = createBoardHistory('e1')
    history.publish(withAgents(['a', 'b']))
    history.publish(withAgents(['a', 'b', 'passing']))
    history.publish(withAgents(['a', 'b', 'passing', 'staying']))
    history.publish(withAgents(['a', 'staying']))
    expect(frameOf(history.delta(1, moment))).toEqual({
      type: 'delta',
      from: 1,
      revision: 4,
      ...moment,
      patch: { agents: { b: null, staying: withAgents(['staying']).agents['staying'] } },
    })
  })

  test('[PR14] a view that went there and back again makes an empty patch', () => {
    const history = createBoardHistory('e1')
    for (const texts of [['x'], ['y'], ['x']]) history.publish(withNotices(...texts))
    expect(frameOf(history.delta(1, moment))).toMatchObject({ from: 1, revision: 3, patch: {} })
  })

  test('[PR16] the same moment gives the same bytes, another moment others', () => {
    const history = createBoardHistory('e1')
    history.publish(view)
    history.publish(withNotices('x'))
    expect(history.snapshot(moment)).toBe(history.snapshot(moment))
    expect(history.delta(1, moment)).toBe(history.delta(1, moment))
    const later = { ...moment, serverNow: '2026-03-02T09:00:01.000Z' }
    expect(frameOf(history.delta(1, later))).toMatchObject({ serverNow: later.serverNow })
  })

  test('[PR16] a new revision is never told by old bytes', () => {
    const history = createBoardHistory('e1')
    history.publish(view)
    history.snapshot(moment)
    history.publish(withNotices('x'))
    expect(frameOf(history.snapshot(moment))).toMatchObject({ revision: 2, view: withNotices('x') })
  })
})

describe('a display', () => {
  test('[PR17] a delta from a revision not held leaves it with nothing', () => {
    const held: HeldView = { epoch: 'e1', revision: 4, view }
    const delta: DeltaMessage = { type: 'delta', from: 5, revision: 6, ...moment, patch: {} }
    expect(receive(held, delta)).toBeUndefined()
    expect(receive(undefined, delta)).toBeUndefined()
  })

  test('[PR17] whatever it missed, it comes to hold the newest view', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', '10', '9', 'constructor'), { maxLength: 5 })
    const steps = fc.array(fc.record({ ids, isListening: fc.boolean() }), { maxLength: 30 })
    fc.assert(
      fc.property(steps, (days) => {
        const history = createBoardHistory('e1', 8)
        let held: HeldView | undefined
        for (const { ids: present, isListening } of days) {
          history.publish(withAgents(present))
          if (isListening) held = catchUp(held, history)
        }
        if (days.length > 0) expect(catchUp(held, history)).toEqual({ ...history.newest, view: history.view })
      }),
    )
  })
})

function catchUp(held: HeldView | undefined, history: BoardHistory): HeldView | undefined {
  const isKept = held !== undefined && held.revision >= history.oldestKept
  const bytes = isKept ? history.delta(held.revision, moment) : history.snapshot(moment)
  return held?.revision === history.newest.revision ? held : receive(held, frameOf(bytes))
}
