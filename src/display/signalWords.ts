/** The signal in words: what each of its lines says. */
import type { EpochMs } from '../core/units.ts'
import type { Held } from './link/held.ts'
import { clockTime, count, elapsed, minutesSince, remaining } from './format.ts'
import { parseInstant } from '../core/units.ts'
import type { Crossing, Signal, Staffing } from './floor/signal.ts'
import type { SilentSource } from './staleness.ts'
import { channelWords } from './words.ts'

export interface SignalWords {
  shape: 'ok' | 'warn' | 'crit' | 'cross' | 'none'
  where: string
  what: string
  /** `what` in fewer words, for walls read from far away. */
  whatBrief: string
  figure: string
  unit?: string
  /** How much of the drain bar is left, 0..1; absent: no bar. */
  left?: number
  lines: [string, string]
}

function crossingWords(lead: string, crossings: readonly Crossing[]): string {
  if (crossings.length === 0) return ''
  return `${lead} ${crossings.map(({ queue, inMs }) => `${queue} ${remaining(inMs)}`).join(' · ')}`
}

function staffWords({ here, elsewhere }: Staffing): string {
  const others = elsewhere.map(({ queue, free }) => `${queue} ${count(free)}`)
  if (here > 0) return `Free: ${[`${count(here)} here`, ...others].join(' · ')}`
  return others.length === 0 ? 'No one is free' : `Free elsewhere: ${others.join(' · ')}`
}

/** Of how many queues something is said, where others are old. */
export interface PartOfQueues {
  live: number
  all: number
}

export function signalWords(signal: Signal, of?: PartOfQueues): SignalWords {
  if (signal.state === 'calm') return calmWords(signal, of)
  const { one, many } = channelWords(signal.channel)
  const who = `${count(signal.count)} ${signal.count === 1 ? one : many}`
  const shared = { shape: signal.level, where: signal.queue } as const
  if (signal.state === 'over')
    return {
      ...shared,
      what: `${who} over the limit`,
      whatBrief: `${count(signal.count)} over`,
      figure: elapsed(signal.waitMs),
      lines: [crossingWords('next', signal.then), staffWords(signal.free)],
    }
  const verb = signal.count === 1 ? 'breaches' : 'breach'
  return {
    ...shared,
    what: `${who} ${verb} in`,
    whatBrief: `${count(signal.count)} ${verb} in`,
    figure: remaining(signal.inMs),
    left: signal.left,
    lines: [crossingWords('then', signal.then), staffWords(signal.free)],
  }
}

const MOOD_WORDS = { onTarget: 'On target', inTime: 'In time', quiet: 'All quiet' } as const

function calmWords(signal: Extract<Signal, { state: 'calm' }>, of: PartOfQueues | undefined): SignalWords {
  const { sinceBreachMs, breachesToday, nearestMs } = signal
  const known = of && `${count(of.live)} of ${count(of.all)} queues`
  const calm = known === undefined ? 'Nobody is near the limit' : `As far as ${known}`
  const what = nearestMs === undefined ? calm : `Next limit in ${remaining(nearestMs)}`
  const start = {
    shape: 'ok',
    where: MOOD_WORDS[signal.mood],
    what,
    whatBrief: nearestMs === undefined ? (known ?? 'Nobody late') : what,
  } as const
  if (sinceBreachMs === undefined)
    return { ...start, figure: count(breachesToday), lines: ['over the limit today', ''] }
  return {
    ...start,
    ...minutesSince(sinceBreachMs),
    lines: ['since the last breach', `${count(breachesToday)} over the limit today`],
  }
}

export interface LostLink {
  now: EpochMs
  oldSince: EpochMs
  zone: string
  feed: Held['feed']
  isConnected: boolean
  attempts: number
  nextTryAt: EpochMs | undefined
}

const FEED_WORDS = {
  link: 'The server has lost its feed',
  catchingUp: 'The server is reading the log',
  failed: 'The server cannot count this site',
} as const

/** What is being done about a lost link. */
export function retryWords({
  now,
  isConnected,
  feed,
  attempts,
  nextTryAt,
}: Omit<LostLink, 'zone' | 'oldSince'>): string {
  if (isConnected) return feed.live ? 'The server is silent' : FEED_WORDS[feed.reason ?? 'link']
  const attempt = `attempt ${count(Math.max(1, attempts))}`
  return nextTryAt === undefined || nextTryAt <= now
    ? `Trying now, ${attempt}`
    : `Trying again in ${remaining(nextTryAt - now)}, ${attempt}`
}

export function lostWords(link: LostLink): SignalWords {
  const lastEventAt = link.feed.lastEventAt === undefined ? undefined : parseInstant(link.feed.lastEventAt)
  return {
    shape: 'cross',
    where: 'No feed',
    what: 'Every number is old by',
    whatBrief: 'All old by',
    figure: elapsed(link.now - link.oldSince),
    lines: [lastEventAt === undefined ? '' : `Last event ${clockTime(lastEventAt, link.zone)}`, retryWords(link)],
  }
}

export interface AllSilent {
  now: EpochMs
  /** The oldest last word. */
  since: EpochMs
  silent: readonly SilentSource[]
  zone: string
}

/** Our links are up, and every figure is old all the same: whoever feeds them is silent. */
export function allSilentWords({ now, since, silent, zone }: AllSilent): SignalWords {
  const [first, ...more] = silent.map(({ source }) => source)
  const others = more.length === 0 ? '' : ` and ${count(more.length)} more`
  return {
    shape: 'cross',
    where: silent.length === 1 ? 'Source silent' : 'Sources silent',
    what: 'Every number is old by',
    whatBrief: 'All old by',
    figure: elapsed(now - since),
    lines: [`Last word ${clockTime(since, zone)}`, first === undefined ? '' : `No heartbeat of ${first}${others}`],
  }
}
