/** What an agent's own page reads out of its view: their state, what may come next, their queues, their day. */
import { parseInstant, type EpochMs, type Instant } from '../../../core/units.ts'
import type { AgentBoardView, AgentQueueView } from '../../../core/view/boardView.ts'
import type { AgentView, AgentWindowView, NoticeView } from '../../../core/view/floorView.ts'
import { STATE_WORDS } from '../../agents.ts'
import { elapsed } from '../../format.ts'
import { waitLevel, type Level } from '../../level.ts'
import { railOf, type Rail } from '../../rail.ts'
import { msSince } from '../../reading.ts'
import { rankedOld, worstFirst } from '../../rowOrder.ts'
import { instantOf, oldQueues } from '../../staleness.ts'

/** Fewer handled than this today, and nothing is usual yet. */
const ENOUGH_FOR_USUAL = 5
/** Where on the bar the usual stands: there is room for what takes longer. */
const USUAL_AT = 0.79

export interface Usual {
  ms: number
  words: string
  /** 0..1 along the bar; the usual itself stands at `usualAt`. */
  filled: number
  usualAt: number
}

/** Their own average of today, as far as there is one for the state: a contact's handle time, or a wrap-up's. */
export function usualOf({ state, windows }: AgentView, ms: number): Usual | undefined {
  const usual = usualMs(state, windows.day)
  if (usual === undefined || usual === 0) return undefined
  return {
    ms: usual,
    words: `usual ${elapsed(usual)}${state === 'onContact' ? ' with wrap-up' : ''}`,
    filled: Math.min(1, (ms / usual) * USUAL_AT),
    usualAt: USUAL_AT,
  }
}

function usualMs(state: AgentView['state'], day: AgentWindowView): number | undefined {
  if (day.handled < ENOUGH_FOR_USUAL) return undefined
  if (state === 'onContact') return day.averageHandleTimeMs
  return state === 'wrapUp' ? day.wrapUpMs / day.handled : undefined
}

/** `Coaching`, or the state's own word. */
export function stateWords({ state, reason }: Pick<AgentView, 'state' | 'reason'>): string {
  return state === 'notReady' && reason !== undefined && reason !== '' ? `Not ready, ${reason}` : STATE_WORDS[state]
}

export interface OpenContact {
  contact: string
  words: string
  ms: number
  held: boolean
}

/** Their open contacts, the oldest first. */
export function openContacts({ contacts }: AgentView, queues: AgentBoardView['queues'], now: EpochMs): OpenContact[] {
  return contacts
    .map(({ contact, queue, answeredAt, held }) => {
      const known = queue === undefined ? undefined : queues[queue]
      const words = [known?.name ?? queue, known?.channel].filter((part) => part !== undefined).join(', ')
      return { contact, words, ms: msSince(answeredAt, now) ?? 0, held }
    })
    .toSorted((a, b) => b.ms - a.ms)
}

export interface OwnQueue {
  id: string
  name: string
  waiting: number
  waitMs: number | undefined
  limitMs: number
  level: Level
  rail: Rail
  /** Since when its figures are old: a source that feeds it is silent. */
  oldSince: EpochMs | undefined
}

function ownQueue(id: string, queue: AgentQueueView, at: EpochMs): Omit<OwnQueue, 'oldSince'> {
  const { answerWithinMs } = queue.settings
  const waitMs = msSince(queue.longestWaitSince, at)
  return {
    id,
    name: queue.name,
    waiting: queue.waiting,
    waitMs,
    limitMs: answerWithinMs,
    level: waitLevel(waitMs, answerWithinMs),
    rail: railOf(queue.waitingSince, queue.waiting, answerWithinMs, at),
  }
}

export function ownQueues({ queues, feed }: Pick<AgentBoardView, 'queues' | 'feed'>, now: EpochMs): OwnQueue[] {
  const old = oldQueues(queues, feed.sources)
  const rows = Object.entries(queues).map(([id, queue]) => {
    const oldSince = old.get(id)
    return { ...ownQueue(id, queue, instantOf(queue.longestWaitSince, oldSince, now)), oldSince }
  })
  const order = worstFirst(
    rows.map(({ id, level, waitMs, limitMs, oldSince }) =>
      oldSince === undefined ? { id, level, waitShare: (waitMs ?? 0) / Math.max(1, limitMs), under: 0 } : rankedOld(id),
    ),
  )
  return order.flatMap((id) => rows.find((row) => row.id === id) ?? [])
}

export interface LikelyNext {
  queue: OwnQueue
  /** All that wait in queues of theirs. */
  of: number
}

/** The oldest contact they can take: likely theirs next, and no promise. Of old queues nothing is foretold. */
export function likelyNext(queues: readonly OwnQueue[]): LikelyNext | undefined {
  const [queue] = queues
    .filter(({ waitMs, oldSince }) => waitMs !== undefined && oldSince === undefined)
    .toSorted((a, b) => (b.waitMs ?? 0) - (a.waitMs ?? 0))
  return queue && { queue, of: queues.reduce((sum, { waiting }) => sum + waiting, 0) }
}

export interface StateTime {
  state: 'onContact' | 'wrapUp' | 'available' | 'alerting' | 'notReady'
  words: string
  ms: number
  /** Of all the time signed in, 0..1. */
  share: number
}

/** Where today's time went; states without any are left out. */
export function timeByState(day: AgentWindowView): StateTime[] {
  const times = [
    ['onContact', day.onContactMs],
    ['wrapUp', day.wrapUpMs],
    ['available', day.availableMs],
    ['alerting', day.alertingMs],
    ['notReady', day.notReadyMs],
  ] as const
  const all = times.reduce((sum, [, ms]) => sum + ms, 0)
  return times
    .filter(([, ms]) => ms > 0)
    .map(([state, ms]) => ({ state, words: STATE_WORDS[state], ms, share: ms / all }))
}

/** The newest notice that still holds. */
export function newestNotice(notices: readonly NoticeView[], now: EpochMs): NoticeView | undefined {
  const at = (instant: Instant) => parseInstant(instant) ?? 0
  return notices
    .filter(({ until }) => until === undefined || at(until) > now)
    .toSorted((a, b) => at(b.postedAt) - at(a.postedAt))[0]
}
