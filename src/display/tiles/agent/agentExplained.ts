/** Where the figures of an agent's own page come from. */
import type { EpochMs } from '../../../core/units.ts'
import type { AgentView, AgentWindowView } from '../../../core/view/floorView.ts'
import { clockTime, count, elapsed, minuteTime, NOTHING, percent } from '../../format.ts'
import { todayWords } from '../../words.ts'
import { plus, type Explained } from '../explain/explained.ts'
import { timeByState, stateWords, type LikelyNext, type OwnQueue, type Usual } from './agentReading.ts'

export interface Moment {
  now: EpochMs
  zone: string
  /** Set when the log does not reach the start of today. */
  countsSince?: string | undefined
}

function asOf({ now, zone }: Moment): string {
  return `as of ${clockTime(now, zone)}`
}

function today(moment: Moment): string {
  return `${todayWords(moment)}, as of ${minuteTime(moment.now, moment.zone)}`
}

export function explainState(agent: AgentView, ms: number, usual: Usual | undefined, moment: Moment): Explained {
  const { handled } = agent.windows.day
  return {
    title: stateWords(agent),
    when: asOf(moment),
    value: elapsed(ms),
    formula: 'now − the moment this state began',
    ...(usual && {
      remarks: [
        {
          label: 'Usual',
          value:
            agent.state === 'onContact'
              ? `${elapsed(usual.ms)}: your own talk, hold and wrap-up of today, over ${count(handled)} handled`
              : `${elapsed(usual.ms)}: your own wrap-up time of today, over ${count(handled)} handled`,
        },
      ],
    }),
  }
}

export function explainNext({ queue, of }: LikelyNext, moment: Moment): Explained {
  return {
    title: 'Likely next for you',
    when: asOf(moment),
    value: queue.waitMs === undefined ? NOTHING : elapsed(queue.waitMs),
    formula: 'the longest wait in any queue of yours',
    n: `${count(of)} waiting in your queues`,
    remarks: [
      { label: 'No promise', value: 'Who gets a contact is decided by the telephone system, not by this page.' },
    ],
  }
}

export function explainWaiting({ name, waiting, limitMs }: OwnQueue, moment: Moment): Explained {
  return {
    title: `${name}, waiting`,
    when: asOf(moment),
    value: count(waiting),
    formula: 'contacts in the queue that nobody has answered yet, those that ring included',
    n: `${count(waiting)} waiting`,
    remarks: [{ label: 'Limit', value: elapsed(limitMs) }],
  }
}

export function explainLongest({ name, waiting, waitMs, limitMs }: OwnQueue, moment: Moment): Explained {
  return {
    title: `${name}, longest wait`,
    when: asOf(moment),
    value: waitMs === undefined ? NOTHING : elapsed(waitMs),
    formula: 'now − the moment the oldest waiting contact came',
    n: `the oldest of ${count(waiting)} waiting`,
    remarks: [{ label: 'Limit', value: elapsed(limitMs) }],
  }
}

export function explainHandled({ handled }: AgentWindowView, moment: Moment): Explained {
  return {
    title: 'Handled',
    when: today(moment),
    value: count(handled),
    formula: 'contacts of yours whose wrap-up ended today, further legs included',
    n: `${count(handled)} handled`,
  }
}

export function explainHandleTime({ handled, averageHandleTimeMs }: AgentWindowView, moment: Moment): Explained {
  return {
    title: 'Average handle time',
    when: today(moment),
    value: averageHandleTimeMs === undefined ? NOTHING : elapsed(averageHandleTimeMs),
    formula: '(talk + hold + wrap-up) ÷ handled',
    ...(averageHandleTimeMs !== undefined && {
      numerator: [plus(elapsed(averageHandleTimeMs * handled), 'talk, hold and wrap-up')],
      denominator: [plus(count(handled), 'handled')],
    }),
    n: `${count(handled)} handled`,
  }
}

export function explainOccupancy(day: AgentWindowView, moment: Moment): Explained {
  const { occupancy, onContactMs, wrapUpMs, availableMs, alertingMs } = day
  return {
    title: 'Busy (occupancy)',
    when: today(moment),
    value: occupancy === undefined ? NOTHING : percent(occupancy),
    formula: '(on contact + wrap-up) ÷ (on contact + wrap-up + free + ringing); not ready is left out',
    numerator: [plus(elapsed(onContactMs), 'on contact'), plus(elapsed(wrapUpMs), 'wrap-up')],
    denominator: [
      plus(elapsed(onContactMs + wrapUpMs), 'busy'),
      plus(elapsed(availableMs), 'free'),
      plus(elapsed(alertingMs), 'ringing'),
    ],
    n: 'your own time, to the last whole minute',
    remarks: [
      {
        label: 'No score',
        value: 'It follows from how many contacts come and how many people there are. Higher is not better.',
      },
    ],
  }
}

export function explainTimes(day: AgentWindowView, moment: Moment): Explained {
  const times = timeByState(day)
  const reasons = Object.entries(day.notReadyMsByReason)
  return {
    title: 'Where today’s time went',
    when: today(moment),
    value: elapsed(times.reduce((sum, { ms }) => sum + ms, 0)),
    formula: 'time in each state since midnight, signed in, to the last whole minute',
    remarks: [
      ...times.map(({ words, ms, share }) => ({ label: words, value: `${elapsed(ms)}, ${percent(share)}` })),
      ...reasons.map(([reason, ms]) => ({
        label: reason === '' ? 'No reason said' : reason,
        value: `${elapsed(ms)} of not ready`,
      })),
    ],
  }
}
