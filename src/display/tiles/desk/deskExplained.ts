/** Where the figures about tickets come from. */
import { parseInstant, type EpochMs } from '../../../core/units.ts'
import type { DeskBoardView } from '../../../core/view/boardView.ts'
import type { BacklogAge, TicketsView } from '../../../core/view/floorView.ts'
import { clockTime, count, dayText, elapsed, minuteTime, NOTHING, percent } from '../../format.ts'
import { todayWords } from '../../words.ts'
import { plus, type Explained } from '../explain/explained.ts'
import { AGE_WORDS, promiseOf, SAME_DAY_TARGET, timeWords, type Times } from './deskReading.ts'

export interface Moment {
  now: EpochMs
  zone: string
  /** Set when the log does not reach the start of today. */
  countsSince?: string | undefined
}

export function today(moment: Moment): string {
  return `${todayWords(moment)}, as of ${minuteTime(moment.now, moment.zone)}`
}

function right({ now, zone }: Moment): string {
  return `now, as of ${clockTime(now, zone)}`
}

export function shareOf(ratio: number | undefined): string {
  return ratio === undefined ? NOTHING : percent(ratio)
}

export function explainBacklog({ backlog, opened, resolved, reopened }: TicketsView, moment: Moment): Explained {
  return {
    title: 'Backlog',
    when: right(moment),
    value: count(backlog),
    formula: 'all tickets opened or reopened and not resolved since, whenever that was',
    n: `${count(backlog)} open tickets`,
    remarks: [
      { label: 'Today', value: `${count(opened)} opened, ${count(resolved)} resolved, ${count(reopened)} reopened` },
    ],
  }
}

export function explainAge(age: BacklogAge, { backlogByAge, backlog }: TicketsView, moment: Moment): Explained {
  const tickets = backlogByAge[age]
  return {
    title: `Backlog, ${AGE_WORDS[age]}`,
    when: right(moment),
    value: count(tickets),
    formula: 'open tickets by age since they were first opened; the lower end counts, the upper does not',
    numerator: [plus(count(tickets), `aged ${AGE_WORDS[age]}`)],
    denominator: [plus(count(backlog), 'open tickets')],
    n: `${count(backlog)} open tickets`,
    remarks: [{ label: 'Reopened', value: 'A reopened ticket keeps the age it had.' }],
  }
}

export function explainOldest(
  { oldestSince, backlog }: TicketsView,
  ageMs: number | undefined,
  moment: Moment,
): Explained {
  const at = oldestSince === undefined ? undefined : parseInstant(oldestSince)
  return {
    title: 'Oldest ticket',
    when: right(moment),
    value: ageMs === undefined ? NOTHING : elapsed(ageMs),
    formula: 'now − the moment the oldest open ticket was first opened',
    n: `the oldest of ${count(backlog)}`,
    ...(at !== undefined && {
      remarks: [{ label: 'Opened', value: `${dayText(at, moment.zone)} ${minuteTime(at, moment.zone)}` }],
    }),
  }
}

export function explainFlow(
  which: 'opened' | 'resolved' | 'reopened',
  tickets: TicketsView,
  moment: Moment,
): Explained {
  const formulas = {
    opened: 'tickets opened today',
    resolved: 'resolutions today, of tickets of any day; closed without a resolution counts too',
    reopened: 'tickets opened again today',
  }
  return {
    title: `${which.charAt(0).toUpperCase()}${which.slice(1)} today`,
    when: today(moment),
    value: count(tickets[which]),
    formula: formulas[which],
    n: `${count(tickets[which])} ${which}`,
  }
}

export function explainResolutionRate({ resolutionRate, resolved, opened }: TicketsView, moment: Moment): Explained {
  return {
    title: 'Resolution rate',
    when: today(moment),
    value: shareOf(resolutionRate),
    formula: 'resolved today ÷ opened today; over 100 % the backlog shrinks',
    numerator: [plus(count(resolved), 'resolved')],
    denominator: [plus(count(opened), 'opened')],
    n: `${count(opened)} opened`,
  }
}

export function explainReopenRate({ reopenRate, resolved, reopened }: TicketsView, moment: Moment): Explained {
  return {
    title: 'Reopen rate',
    when: today(moment),
    value: shareOf(reopenRate),
    formula: 'reopened today ÷ resolved today',
    numerator: [plus(count(reopened), 'reopened')],
    denominator: [plus(count(resolved), 'resolved')],
    n: `${count(resolved)} resolved`,
  }
}

export function explainPromise(tickets: TicketsView, moment: Moment): Explained {
  const { ratio, needed, bestReachable } = tickets.solvedSameDay
  const { needed: words } = promiseOf(tickets)
  const solved = Math.round((ratio ?? 0) * tickets.opened)
  return {
    title: 'Solved the same day',
    when: today(moment),
    value: ratio === undefined ? NOTHING : percent(ratio, { target: SAME_DAY_TARGET }),
    formula: 'of the tickets opened today: solved by now, and not reopened ÷ opened',
    numerator: [plus(count(solved), 'solved by now')],
    denominator: [plus(count(tickets.opened), 'opened today')],
    n: `${count(tickets.opened)} opened today`,
    remarks: [
      {
        label: 'Promise',
        value: `${percent(SAME_DAY_TARGET)} of what is opened on a day is solved on that day: ${words}`,
      },
      {
        label: 'Needed',
        value: `${count(needed)} more: ${percent(SAME_DAY_TARGET)} of those opened, rounded up, less those solved`,
      },
      {
        label: 'At best',
        value: `${shareOf(bestReachable)}: every ticket of today that is open could still be solved today`,
      },
    ],
  }
}

export type Clocks = 'calendar' | 'business'

const CLOCK_WORDS: Record<Clocks, string> = {
  calendar: 'calendar time, nights and weekends included',
  business: 'opening hours of the queue only; queues without opening hours are left out',
}

const TIME_FORMULAS = {
  firstResponse: 'first reply − opened',
  response: 'each reply − the opening or reopening it answers',
  resolution: 'first resolution − opened',
}

export type Timed = keyof typeof TIME_FORMULAS

export function explainTime(
  which: Timed,
  { n = 0, p50Ms, averageMs }: Times,
  clocks: Clocks,
  moment: Moment,
): Explained {
  const titles = { firstResponse: 'First response', response: 'Average response', resolution: 'Resolution' }
  const ends = which === 'resolution' ? 'resolutions' : 'replies'
  return {
    title: `${titles[which]}${clocks === 'business' ? ', opening hours' : ''}`,
    when: today(moment),
    value: timeWords({ p50Ms, averageMs }),
    formula: TIME_FORMULAS[which],
    n: `${count(n)} ${which === 'resolution' ? 'first resolutions' : which === 'response' ? 'replies' : 'first replies'} today`,
    remarks: [
      ...(p50Ms === undefined
        ? []
        : [{ label: 'Middle', value: `${elapsed(p50Ms)}: half of the ${ends} were quicker` }]),
      ...(averageMs === undefined
        ? []
        : [{ label: 'Mean', value: `${elapsed(averageMs)}: all times added, divided by how many` }]),
      { label: 'Clock', value: CLOCK_WORDS[clocks] },
    ],
  }
}

export function momentOf({ zone, countsSince }: Pick<DeskBoardView, 'zone' | 'countsSince'>, now: EpochMs): Moment {
  return { now, zone, countsSince }
}
