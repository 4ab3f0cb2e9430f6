/** An agent's day: signing on and off, breaks when the work allows, and being free in between. */
import { later, type EpochMs } from '../../core/units.ts'
import { DAY_MS, timeOfDay } from '../world/dayCurve.ts'
import { workDay, type Pause, type WorkDay } from '../world/roster.ts'
import { inSeconds, planAt, routeSoon, tell, type Centre, type SimAgent } from './centre.ts'
import type { StepTo } from './step.ts'

/** No talk, no wrap-up, nothing alerting. */
export function isIdle(agent: SimAgent): boolean {
  return agent.talking.length === 0 && agent.wrappingUp.length === 0 && agent.heldFor === undefined
}

/** Idle, at work, and neither a break nor the way home is due. */
export function isFree(agent: SimAgent): boolean {
  return isOpenForWork(agent) && isIdle(agent)
}

/** May take a contact if there is room beside the work in hand. */
export function isOpenForWork(agent: SimAgent): boolean {
  return agent.said === 'available' && agent.pauseDue === undefined && !agent.leaving
}

/** To be called whenever something of an agent's work has ended: what comes next? */
export function settleAgent(centre: Centre, agent: SimAgent): void {
  if (agent.said !== 'available') return
  if (!isIdle(agent)) return routeSoon(centre)
  if (agent.leaving) return goHome(centre, agent)
  if (agent.pauseDue !== undefined) return startPause(centre, agent, agent.pauseDue)
  agent.freeSince = centre.now
  routeSoon(centre)
}

/** Begins every agent's days; those whose shift runs already are at work at once. */
export function planFirstDay(centre: Centre, agent: SimAgent): void {
  planDay(centre, agent, (day) => day.to > centre.now)
}

/** Plans the first day of work, yesterday's night included, that suits. */
function planDay(centre: Centre, agent: SimAgent, suits: (day: WorkDay) => boolean): void {
  let midnight = later(centre.now, 0 - timeOfDay(centre.now, centre.zoneOffsetMs) - DAY_MS)
  let day = workDay(centre.random, agent.shift, midnight)
  while (day === undefined || !suits(day)) {
    midnight = later(midnight, DAY_MS)
    day = workDay(centre.random, agent.shift, midnight)
  }
  planAt(centre, day.from, { do: 'signOn', agent, day })
}

export function signOn(centre: Centre, { agent, day }: StepTo<'signOn'>): void {
  planAt(centre, day.to, { do: 'signOff', agent })
  for (const pause of pausesFrom(day, centre.now)) planAt(centre, pause.from, { do: 'pause', agent, pause })
  agent.freeSince = centre.now
  say(centre, agent, { state: 'available', ...whoIs(agent) })
  routeSoon(centre)
}

/** The pauses still to come; of one that runs already, the rest. */
function pausesFrom(day: WorkDay, now: EpochMs): readonly Pause[] {
  return day.pauses
    .filter(({ from, lasts }) => from + lasts > now && from < day.to)
    .map((pause) => (pause.from >= now ? pause : { ...pause, from: now, lasts: pause.from + pause.lasts - now }))
}

/** What an agent declares when signing on. */
export function whoIs(agent: SimAgent): { name: string; team: string; queues: string[] } {
  return { name: agent.name, team: agent.team, queues: agent.queues.map(({ profile }) => profile.id) }
}

export function signOff(centre: Centre, { agent }: StepTo<'signOff'>): void {
  agent.leaving = true
  settleAgent(centre, agent)
}

function goHome(centre: Centre, agent: SimAgent): void {
  if (agent.said !== 'offline') say(centre, agent, { state: 'offline' })
  agent.leaving = false
  agent.pauseDue = undefined
  planDay(centre, agent, (day) => day.from > centre.now)
}

/** The pause is due; it begins when the work in hand is done. */
export function pause(centre: Centre, { agent, pause }: StepTo<'pause'>): void {
  if (agent.said === 'offline' || agent.leaving) return
  agent.pauseDue ??= pause
  if (isIdle(agent)) settleAgent(centre, agent)
}

function startPause(centre: Centre, agent: SimAgent, { reason, lasts }: Pause): void {
  agent.pauseDue = undefined
  standAside(centre, agent, { reason, seconds: lasts / 1000 })
}

/** Not ready for a while: on a break, or set aside by the system after a missed alert. */
export function standAside(centre: Centre, agent: SimAgent, why: { reason: string; seconds: number }): void {
  say(centre, agent, { state: 'notReady', reason: why.reason })
  inSeconds(centre, why.seconds, { do: 'resume', agent })
}

export function startPaperwork(centre: Centre, agent: SimAgent, seconds: number): void {
  say(centre, agent, { state: 'wrapUp' })
  inSeconds(centre, seconds, { do: 'resume', agent })
}

/** The agent's line is gone; every talk is gone with it. */
export function loseLine(centre: Centre, agent: SimAgent, seconds: number): void {
  say(centre, agent, { state: 'offline' })
  inSeconds(centre, seconds, { do: 'resume', agent })
}

export function resume(centre: Centre, { agent }: StepTo<'resume'>): void {
  if (agent.leaving && isIdle(agent)) return goHome(centre, agent)
  say(centre, agent, { state: 'available' })
  settleAgent(centre, agent)
}

interface Said {
  readonly state: SimAgent['said']
  readonly reason?: string
  readonly name?: string
  readonly team?: string
  readonly queues?: string[]
}

/** F3: whatever an agent says but `wrapUp` ends the wrap-ups. */
function say(centre: Centre, agent: SimAgent, said: Said): void {
  agent.said = said.state
  if (said.state !== 'wrapUp') agent.wrappingUp = []
  tell(centre, 'agent.state', { agent: agent.id, ...said })
}
