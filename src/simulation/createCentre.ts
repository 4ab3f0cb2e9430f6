/** The centre before its first event: queues, people, skills. */
import { epochMs, minutes, type DurationMs, type EpochMs } from '../core/units.ts'
import { createAgenda } from './engine/agenda.ts'
import { pick, seededRandom, whole, type Random } from './engine/random.ts'
import { numbered, type Centre, type SimAgent, type SimQueue } from './floor/centre.ts'
import { agentName, TEAM_SIZE, teamName } from './world/names.ts'
import { queueProfiles } from './world/queueProfiles.ts'
import { shiftOf } from './world/roster.ts'
import { staffing } from './world/staffing.ts'

export interface CentreOptions {
  /** The same seed gives the same days. */
  readonly seed: number
  readonly startAt: EpochMs
  /** At least 1 each. */
  readonly agents: number
  readonly queues: number
  /** Contacts an hour at the peak of the day, whole centre. Handling times are stretched to fit the agents. */
  readonly rate: number
  /** Names the sources: `/acd/<site>-1` and `/desk/<site>`; `main` when left out. */
  readonly site?: string
  /** The centre's local time minus UTC; 0 when left out. */
  readonly zoneOffsetMs?: number
}

/** Above it a step no longer has a millisecond of its own on time. */
export const MOST_CONTACTS_PER_HOUR = 60_000

/** Share of the agents who help in a second queue. */
const HELPERS = 0.3

/** @throws RangeError when a number of the options makes no centre */
export function createCentre(options: CentreOptions): Centre {
  check(options)
  const { seed, startAt, site = 'main' } = options
  const random = seededRandom(seed)
  const queues = createQueues(random, options)
  const agents = createAgents(random, queues, options)
  return {
    // The first step is due a millisecond later, which is the start.
    now: epochMs(startAt - 1),
    random,
    agenda: createAgenda(),
    queues,
    agents,
    zoneOffsetMs: options.zoneOffsetMs ?? 0,
    told: [],
    run: `${Math.round(startAt / 1000).toString(36)}.${(seed >>> 0).toString(36)}`,
    numbers: { event: 0, contact: 0, ticket: 0, escalation: 0, notice: 0 },
    acd: `/acd/${site}-1`,
    desk: `/desk/${site}`,
    routePlanned: false,
    customers: [],
  }
}

/** The offset that makes it a quarter to ten at `now`, with the busy hours of the day ahead. */
export function busyZoneOffset(now: EpochMs): DurationMs {
  return zoneOffsetFor(now, minutes(9 * 60 + 45))
}

/** The offset that makes it that time of day at `now`. */
export function zoneOffsetFor(now: EpochMs, timeOfDay: DurationMs): DurationMs {
  const day = minutes(24 * 60)
  return minutes(Math.round((timeOfDay - (now % day)) / 60_000))
}

function check({ agents, queues, rate, seed }: CentreOptions): void {
  for (const [name, value] of Object.entries({ agents, queues })) {
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name} must be a whole number from 1 on`)
  }
  if (!(rate > 0 && rate <= MOST_CONTACTS_PER_HOUR)) {
    throw new RangeError(`rate must be more than 0 and at most ${MOST_CONTACTS_PER_HOUR} contacts an hour`)
  }
  if (!Number.isInteger(seed)) throw new RangeError('seed must be a whole number')
}

function createQueues(random: Random, { queues, agents, rate }: CentreOptions): readonly SimQueue[] {
  const profiles = queueProfiles(queues)
  const { peakPerHour, scale } = staffing(profiles, agents, rate)
  return profiles.map((profile, at) => ({
    profile,
    peakPerHour: peakPerHour[at] ?? 0,
    handleSeconds: profile.handleSeconds * scale,
    members: [],
    waiting: [],
    phase: random.next() * 2 * Math.PI,
    surge: undefined,
  }))
}

function createAgents(random: Random, queues: readonly SimQueue[], options: CentreOptions): readonly SimAgent[] {
  const profiles = queues.map(({ profile }) => profile)
  const perQueue = staffing(profiles, options.agents, options.rate).agents
  const firstQueues = queues.flatMap((queue, at) => Array.from({ length: perQueue[at] ?? 0 }, () => queue))
  const agents = Array.from({ length: options.agents }, (_, number) =>
    createAgent(random, { number, of: options.agents, first: firstQueues[number], queues }),
  )
  // In a house with more queues than people, everyone does something of everything.
  const uncovered = queues.filter(({ members }) => members.length === 0)
  return uncovered.length === 0 ? agents : agents.map((agent) => withSkills(agent, uncovered))
}

function createAgent(
  random: Random,
  {
    number,
    of,
    first,
    queues,
  }: { number: number; of: number; first: SimQueue | undefined; queues: readonly SimQueue[] },
): SimAgent {
  const shift = shiftOf(number, of)
  const typed = first?.profile.channel === 'chat' || first?.profile.channel === 'social'
  const skills =
    first === undefined || shift.kind === 'night' ? queues : [first, ...helpsIn(random, shift.kind, queues)]
  const agent: SimAgent = {
    id: `a${numbered(number + 1, 3)}`,
    name: agentName(number),
    team: teamName(Math.floor(number / TEAM_SIZE)),
    queues: [...new Set(skills)],
    concurrency: typed ? whole(random, 2, 3) : 1,
    shift,
    said: 'offline',
    freeSince: epochMs(0),
    talking: [],
    wrappingUp: [],
    heldFor: undefined,
    pauseDue: undefined,
    leaving: false,
  }
  for (const queue of agent.queues) queue.members.push(agent)
  return agent
}

/** Late shifts cover for those who have left. */
function helpsIn(random: Random, kind: 'day' | 'late', queues: readonly SimQueue[]): readonly SimQueue[] {
  if (kind === 'late') return [pick(random, queues), pick(random, queues), pick(random, queues)]
  return random.next() < HELPERS ? [pick(random, queues)] : []
}

function withSkills(agent: SimAgent, more: readonly SimQueue[]): SimAgent {
  const skilled = { ...agent, queues: [...agent.queues, ...more] }
  for (const queue of agent.queues) queue.members.splice(queue.members.indexOf(agent), 1, skilled)
  for (const queue of more) queue.members.push(skilled)
  return skilled
}
