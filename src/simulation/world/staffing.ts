/** How many agents each queue gets, and how long its work takes, so that load and staff fit each other. */
import { nightAgents, SHARE_AT_PEAK } from './roster.ts'
import type { QueueProfile } from './queueProfiles.ts'

/** Share of those at work who are not on a break. */
const PRESENT = 0.84
/** Agents over the load, in square roots of it (the square-root rule of staffing): just about enough. */
const MARGIN = 0.55
/** No handling time is stretched beyond belief, whatever rate and agents were asked for. */
const SCALES = { least: 0.15, most: 6 } as const
/** Chats run side by side; what one of them costs an agent. */
const CHAT_SHARE = 0.45

export interface Staffing {
  /** Daytime agents whose first queue it is, one number a profile. */
  readonly agents: readonly number[]
  /** Arrivals an hour at the peak, one number a profile. */
  readonly peakPerHour: readonly number[]
  /** Stretches all handling times, so that the agents there are suffice. */
  readonly scale: number
}

export function staffing(profiles: readonly QueueProfile[], agents: number, rate: number): Staffing {
  const weights = profiles.reduce((sum, { weight }) => sum + weight, 0)
  const peakPerHour = profiles.map(({ weight }) => (rate * weight) / weights)
  const erlangs = profiles.map((profile, at) => ((peakPerHour[at] ?? 0) * agentSeconds(profile)) / 3600)
  const daytime = agents - nightAgents(agents)
  const scale = scaleFor(erlangs, Math.max(1, daytime * SHARE_AT_PEAK * PRESENT))
  const wanted = profiles.map(({ cover }, at) => cover * agentsFor((erlangs[at] ?? 0) * scale))
  return { agents: allot(daytime, wanted), peakPerHour, scale }
}

/** Small queues need more over their load than large ones. */
function agentsFor(erlangs: number): number {
  return erlangs + MARGIN * Math.sqrt(erlangs)
}

/** The stretch at which the queues together need just the agents who are there: found by halving. */
function scaleFor(erlangs: readonly number[], present: number): number {
  let [least, most]: [number, number] = [SCALES.least, SCALES.most]
  for (let halvings = 0; halvings < 30; halvings++) {
    const middle = (least + most) / 2
    const needed = erlangs.reduce((sum, erlang) => sum + agentsFor(erlang * middle), 0)
    if (needed > present) most = middle
    else least = middle
  }
  return least
}

function agentSeconds({ channel, handleSeconds }: QueueProfile): number {
  return channel === 'chat' || channel === 'social' ? handleSeconds * CHAT_SHARE : handleSeconds
}

/** Shares out whole agents by largest remainder; nobody gets none while there are enough. */
function allot(agents: number, wanted: readonly number[]): readonly number[] {
  const least = agents >= wanted.length ? 1 : 0
  const total = wanted.reduce((sum, want) => sum + want, 0)
  const free = agents - least * wanted.length
  const exact = wanted.map((want) => least + (free * want) / total)
  const given = exact.map(Math.floor)
  const left = agents - given.reduce((sum, count) => sum + count, 0)
  const byRemainder = exact.map((share, at) => ({ at, rest: share - Math.floor(share) }))
  byRemainder.sort((a, b) => b.rest - a.rest || a.at - b.at)
  for (const { at } of byRemainder.slice(0, left)) given[at] = (given[at] ?? 0) + 1
  return given
}
