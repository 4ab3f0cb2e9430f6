/** What the health page says: one verdict, what needs somebody, and each source in words. */
import { parseInstant, type EpochMs, type Instant } from '../../../core/units.ts'
import type {
  FeedHealth,
  HealthView,
  SiteHealth,
  SnapshotsHealth,
  SourceHealth,
} from '../../../core/view/healthView.ts'
import { count, elapsed, NOTHING } from '../../format.ts'
import { countsSinceWords } from '../../words.ts'
import type { ShapeName } from '../parts/shapeName.ts'

/** Something that somebody should see to, and how. */
export interface Trouble {
  shape: ShapeName
  what: string
  advice: string
}

export interface Verdict {
  shape: ShapeName
  title: string
}

/** How long ago, never negative; a dash for never. */
export function ago(instant: Instant | undefined, now: EpochMs): string {
  const at = instant === undefined ? undefined : parseInstant(instant)
  return at === undefined ? NOTHING : elapsed(Math.max(0, now - at))
}

export function verdictOf(view: HealthView, troubles: readonly Trouble[]): Verdict {
  if (view.lacks === 'link') return { shape: 'cross', title: 'Not ready: no link to the log' }
  if (!view.ready) return { shape: 'cross', title: 'Not ready: reading the log' }
  if (troubles.length === 0) return { shape: 'ok', title: 'All is well' }
  return {
    shape: 'warn',
    title: `Live, but ${troubles.length === 1 ? 'one thing needs' : `${count(troubles.length)} things need`} you`,
  }
}

/** All that needs somebody, the worst first. */
export function troublesOf(view: HealthView, now: EpochMs): Trouble[] {
  const notReady = view.ready
    ? []
    : [{ shape: 'cross', what: sentence(view.reason), advice: view.advice ?? '' } as const]
  return [...notReady, ...view.sites.flatMap((site) => siteTroubles(site, view, now)), ...snapshotTrouble(view)]
}

function snapshotTrouble({ storage: { snapshots } }: HealthView): Trouble[] {
  if (!snapshots.failing) return []
  return [
    {
      shape: 'warn',
      what: 'Snapshots cannot be stored.',
      advice: 'Figures are right; the next start reads more of the log. See the disk and limits of the NATS server.',
    },
  ]
}

/** Where the next start goes on from, in words. */
export function snapshotWords({ last, startedFrom }: SnapshotsHealth, now: EpochMs): string {
  const from =
    startedFrom === undefined ? 'this start read the whole log' : `this start read on from ${inFull(startedFrom)}`
  return last === undefined
    ? `none yet; ${from}`
    : `the last ${ago(last.at, now)} ago, up to ${inFull(last.seq)}; ${from}`
}

function sentence(reason = 'not ready'): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`
}

function siteTroubles({ site, zone, failure, figures }: SiteHealth, view: HealthView, now: EpochMs): Trouble[] {
  if (failure !== undefined)
    return [
      {
        shape: 'crit',
        what: `Site ${site} has stopped: ${failure}.`,
        advice: 'This is a bug: restart the server, and report it with its log.',
      },
    ]
  if (figures === undefined) return []
  const silent = view.ready ? figures.sources.flatMap((source) => silenceOf(site, source, now)) : []
  const clocks = figures.sources.flatMap((source) => clockTrouble(site, source, now))
  return [
    ...silent,
    ...clocks,
    ...rejectedTrouble(site, figures.rejected),
    ...missing(site, { zone, countsSince: figures.countsSince }),
  ]
}

/** Past its limit by the times of its events, which arrive all the same. */
function isLateOnly(
  { silent, clock, lastEventAt, leastDelayMs = 0, limitMs = 0 }: SourceHealth,
  now: EpochMs,
): boolean {
  const at = parseInstant(lastEventAt)
  return silent === true && clock === 'behind' && at !== undefined && now - at - leastDelayMs <= limitMs
}

function silenceOf(site: string, of: SourceHealth, now: EpochMs): Trouble[] {
  const { source, silent, lastEventAt, limitMs } = of
  if (silent !== true || isLateOnly(of, now)) return []
  return [
    {
      shape: 'cross',
      what: `${source} of ${site} is silent for ${ago(lastEventAt, now)}; its limit is ${elapsed(limitMs ?? 0)}.`,
      advice: 'Its queues and agents are hatched on the walls. See that the sender runs and reaches the log.',
    },
  ]
}

function clockTrouble(site: string, of: SourceHealth, now: EpochMs): Trouble[] {
  const { source, clock, leastDelayMs = 0 } = of
  const hatched = isLateOnly(of, now) ? 'Past its limit by that, its queues and agents are hatched on the walls. ' : ''
  if (clock === 'ahead')
    return [
      {
        shape: 'warn',
        what: `${source} of ${site}: its clock is ${seconds(-leastDelayMs)} ahead.`,
        advice: 'Set the clock of the sender. Events more than 2 s ahead are counted as of their arrival.',
      },
    ]
  if (clock === 'behind')
    return [
      {
        shape: 'warn',
        what: `${source} of ${site}: all it sends comes ${seconds(leastDelayMs)} late, or its clock is behind.`,
        advice: `${hatched}Waits look that much longer than they are. Set the clock of the sender, or see what holds it up.`,
      },
    ]
  return []
}

function rejectedTrouble(site: string, rejected: Readonly<Record<string, number>>): Trouble[] {
  const number = total(rejected)
  if (number === 0) return []
  return [
    {
      shape: 'warn',
      what: `${count(number)} ${number === 1 ? 'message' : 'messages'} of ${site} today ${number === 1 ? 'was no event' : 'were no events'}: ${reasonsOf(rejected)}.`,
      advice: `They count in no figure. The stream FLOOR_REJECTED has them with the reason, under floor-rejected.${site}, for a day.`,
    },
  ]
}

function missing(site: string, day: { zone: string; countsSince: Instant | undefined }): Trouble[] {
  const since = countsSinceWords(day)
  if (since === undefined) return []
  return [
    {
      shape: 'none',
      what: `${site} counts since ${since}: the log does not reach the start of today.`,
      advice: 'Walls say so. It ends with the day; a longer retention of the stream keeps it from coming back.',
    },
  ]
}

/** `notJson 12, tooLarge 1`, the most first. */
export function reasonsOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, number]) => `${reason} ${count(number)}`)
    .join(', ')
}

export function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, number) => sum + number, 0)
}

/** In full, in threes: sequences and counts that people compare. */
export function inFull(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, '\u202f')
}

/** Short times to a tenth of a second, longer ones as any age. */
export function seconds(ms: number): string {
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : elapsed(ms)
}

export interface SourceWords {
  shape: ShapeName
  state: string
  limit: string
  clock: string
}

/** While nothing is read, nobody knows whether a source speaks. */
export function sourceWords(of: SourceHealth, isReady: boolean, now: EpochMs): SourceWords {
  const { silent, limitMs, clock, leastDelayMs } = of
  const hasLimit = limitMs !== undefined
  const past = isLateOnly(of, now) ? 'LATE' : 'SILENT'
  return {
    shape: !isReady || !hasLimit ? 'none' : silent === true ? 'cross' : 'ok',
    state: !isReady ? 'not known' : !hasLimit ? 'no heartbeat' : silent === true ? past : 'live',
    limit: hasLimit ? `limit ${elapsed(limitMs)}` : 'no limit',
    clock: clockWords(clock, leastDelayMs),
  }
}

function clockWords(clock: SourceHealth['clock'], leastDelayMs = 0): string {
  if (clock === undefined) return 'clock not measured'
  if (clock === 'ahead') return `clock ${seconds(-leastDelayMs)} ahead`
  if (clock === 'behind') return `${seconds(leastDelayMs)} late, or clock behind`
  return `clock right, ${seconds(Math.max(0, leastDelayMs))} on the way`
}

const LOSS_WORDS: Readonly<Record<string, string>> = {
  link: 'connection lost',
  silent: 'no heartbeat of the NATS server',
  gap: 'messages missing on the way',
  stall: 'nothing came though there was more',
  consumer: 'consumer deleted',
  stream: 'another stream, or one with a gap',
}

export interface Loss {
  words: string
  times: number
}

/** Why reading ended by itself since the start, the commonest first. */
export function lossesOf({ losses }: Pick<FeedHealth, 'losses'>): Loss[] {
  return Object.entries(losses)
    .toSorted(([, a], [, b]) => b - a)
    .map(([kind, times]) => ({ words: LOSS_WORDS[kind] ?? kind, times }))
}
