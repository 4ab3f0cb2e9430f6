/** Where the figures of the lead page come from. */
import { parseInstant, type EpochMs, type Instant } from '../../../core/units.ts'
import type { QueueGlanceView } from '../../../core/view/boardView.ts'
import { clockTime, count, elapsed, NOTHING } from '../../format.ts'
import { msSince } from '../../reading.ts'
import type { Explained } from '../explain/explained.ts'
import type { Case } from './cases.ts'

export interface Moment {
  now: EpochMs
  zone: string
}

function clock(instant: Instant | undefined, zone: string): string {
  const at = instant === undefined ? undefined : parseInstant(instant)
  return at === undefined ? NOTHING : clockTime(at, zone)
}

function asOf({ now, zone }: Moment): string {
  return `as of ${clockTime(now, zone)}`
}

export function explainAge(one: Case, moment: Moment): Explained {
  const { raisedAt, claimedAt } = one.escalation
  const claimed = claimedAt === undefined ? [] : [{ label: 'Claimed', value: clock(claimedAt, moment.zone) }]
  return {
    title: 'Age of the case',
    when: asOf(moment),
    value: elapsed(one.ageMs),
    formula: 'now − the moment it was raised',
    remarks: [{ label: 'Raised', value: clock(raisedAt, moment.zone) }, ...claimed],
  }
}

export function explainWaiting(
  { name, waiting, waitingOverTarget, settings }: QueueGlanceView,
  moment: Moment,
): Explained {
  return {
    title: `${name}, waiting`,
    when: asOf(moment),
    value: count(waiting),
    formula: 'contacts in the queue that nobody has answered yet, those that ring included',
    n: `${count(waiting)} waiting`,
    remarks: [
      {
        label: 'Over the limit',
        value: `${count(waitingOverTarget)} have waited more than ${elapsed(settings.answerWithinMs)}`,
      },
    ],
  }
}

export function explainLongest(
  { name, longestWaitSince, settings, waiting }: QueueGlanceView,
  moment: Moment,
): Explained {
  const waitMs = msSince(longestWaitSince, moment.now)
  return {
    title: `${name}, longest wait`,
    when: asOf(moment),
    value: waitMs === undefined ? NOTHING : elapsed(waitMs),
    formula: 'now − the moment the oldest waiting contact came',
    n: `the oldest of ${count(waiting)} waiting`,
    remarks: [
      { label: 'Came', value: clock(longestWaitSince, moment.zone) },
      { label: 'Limit', value: elapsed(settings.answerWithinMs) },
    ],
  }
}

/** A forecast carries "about" and whole minutes (look 8); nothing where there is none. */
export function aboutWords(estimatedWaitMs: number | undefined): string | undefined {
  if (estimatedWaitMs === undefined) return undefined
  if (estimatedWaitMs === 0) return 'no wait'
  const minutes = Math.round(estimatedWaitMs / 60_000)
  return minutes < 1 ? 'under a minute' : `about ${count(minutes)} min`
}

export function explainFree(
  { name, agentsAvailable, agentsSignedIn, forecast }: QueueGlanceView,
  moment: Moment,
): Explained {
  const wait = aboutWords(forecast.estimatedWaitMs)
  return {
    title: `${name}, free agents`,
    when: asOf(moment),
    value: count(agentsAvailable),
    formula: 'members of the queue who are signed in and available',
    n: `${count(agentsSignedIn)} members signed in`,
    ...(wait === undefined
      ? {}
      : {
          remarks: [
            { label: 'New contact', value: `likely ${wait}: the median of three estimates, a forecast and no promise` },
          ],
        }),
  }
}
