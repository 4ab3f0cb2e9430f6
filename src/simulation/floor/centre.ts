/** The simulated centre as it is at its own `now`, and the two things every part of it does: tell and plan. */
import type { EventData, EventType, FloorEvent } from '../../core/events/event.ts'
import { epochMs, type AgentId, type ContactId, type EpochMs, type SourceId } from '../../core/units.ts'
import type { Channel, QueueProfile } from '../world/queueProfiles.ts'
import type { Pause, Shift } from '../world/roster.ts'
import type { Agenda } from '../engine/agenda.ts'
import { uniform, type Random } from '../engine/random.ts'
import type { Step } from './step.ts'

export interface SimQueue {
  readonly profile: QueueProfile
  /** Contacts an hour when the day is at its busiest. */
  readonly peakPerHour: number
  readonly handleSeconds: number
  readonly members: SimAgent[]
  /** Longest waiting first. */
  readonly waiting: SimContact[]
  /** Where in the waves of demand this queue begins. */
  readonly phase: number
  /** More customers than usual, for a while. */
  surge: { readonly factor: number; readonly until: EpochMs } | undefined
}

export interface SimContact {
  readonly id: ContactId
  readonly customer: string
  readonly channel: Channel
  /** The queue it waits in. */
  queue: SimQueue | undefined
  since: EpochMs
  /** Counts stays in a queue: a step planned for an earlier one is void. */
  stay: number
  alertedTo: SimAgent | undefined
  /** Counts alerts, likewise. */
  alerts: number
  missedBy: SimAgent | undefined
  readonly talks: Talk[]
  /** The talk whose agent has put it in a queue to ask a colleague. */
  consulting: Talk | undefined
  transfers: number
  overflowed: boolean
}

/** One agent's work on one contact. */
export interface Talk {
  readonly contact: SimContact
  readonly agent: SimAgent
  /** Undefined for a further leg. */
  readonly queue: SimQueue | undefined
  readonly waitedMs: number
  readonly talkMs: number
  held: boolean
  over: boolean
}

export interface SimAgent {
  readonly id: AgentId
  readonly name: string
  readonly team: string
  readonly queues: readonly SimQueue[]
  /** Chats at once; 1 for everyone else. */
  readonly concurrency: number
  readonly shift: Shift
  said: 'available' | 'notReady' | 'wrapUp' | 'offline'
  freeSince: EpochMs
  readonly talking: Talk[]
  wrappingUp: Talk[]
  /** The contact that is alerting here or about to be connected. */
  heldFor: SimContact | undefined
  pauseDue: Pause | undefined
  leaving: boolean
}

export interface Centre {
  now: EpochMs
  readonly random: Random
  readonly agenda: Agenda<Step>
  readonly queues: readonly SimQueue[]
  readonly agents: readonly SimAgent[]
  readonly zoneOffsetMs: number
  /** Events of the current step, not yet handed out. */
  told: FloorEvent[]
  /** Makes ids of this run unlike those of any other. */
  readonly run: string
  numbers: { event: number; contact: number; ticket: number; escalation: number; notice: number }
  /** The telephone and chat system, and the ticket desk: two sources. */
  readonly acd: SourceId
  readonly desk: SourceId
  routePlanned: boolean
  /** Of late: some of them come back. */
  readonly customers: string[]
}

/** Says that something happened now. */
export function tell<T extends EventType>(centre: Centre, type: T, data: EventData<T>): void {
  tellFrom(centre, centre.acd, type, data)
}

/** Says it from the ticket desk. */
export function tellFromDesk<T extends EventType>(centre: Centre, type: T, data: EventData<T>): void {
  tellFrom(centre, centre.desk, type, data)
}

export function tellFrom<T extends EventType>(centre: Centre, source: SourceId, type: T, data: EventData<T>): void {
  const id = `${centre.run}-${numbered(++centre.numbers.event, 9)}`
  // Type and data belong together by the signature; the union cannot see it.
  centre.told.push({ id, source, type, time: centre.now, data } as unknown as FloorEvent)
}

/** Plans a step in `ms`, at least 1: every step has a millisecond of its own, so that causes come before effects. */
export function plan(centre: Centre, ms: number, step: Step): void {
  centre.agenda.add(centre.now + Math.max(1, Math.round(ms)), step)
}

export function planAt(centre: Centre, at: number, step: Step): void {
  plan(centre, at - centre.now, step)
}

export function inSeconds(centre: Centre, seconds: number, step: Step): void {
  plan(centre, seconds * 1000, step)
}

/** Zero-padded, so that ids sort in the order of their making. */
export function numbered(number: number, digits: number): string {
  return String(number).padStart(digits, '0')
}

export function secondsAfter(centre: Centre, seconds: number): EpochMs {
  return epochMs(Math.round(centre.now + seconds * 1000))
}

/** Looks for free agents shortly: whoever changed something need not know who may now be connected. */
export function routeSoon(centre: Centre): void {
  if (centre.routePlanned) return
  centre.routePlanned = true
  plan(centre, uniform(centre.random, 20, 140), { do: 'route' })
}
