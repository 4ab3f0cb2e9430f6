/** The desk's figures: backlog now, the day's flow, the same-day promise (N12). */
import { between, toInstant, type EpochMs } from '../../units.ts'
import type { TicketState } from '../../floor/desk/ticketMachine.ts'
import { average } from '../../measures/average.ts'
import { share } from '../../measures/fraction.ts'
import type { DeskDay } from '../../windows/deskDay.ts'
import type { Durations } from '../../windows/durations.ts'
import { BACKLOG_AGES, type BacklogAge, type TicketsView, type TimesView } from '../floorView.ts'
import { present } from '../present.ts'

const HOUR_MS = 3_600_000
/** Upper ends of the age buckets, `[from, to)`. */
const AGE_ENDS_H = [4, 8, 24, 72, 168, Infinity]
/** "70 % of issues solved within the day", in tenths: whole numbers round up exactly. */
const SAME_DAY_TENTHS = 7

export function ticketsView(tickets: Iterable<TicketState>, day: DeskDay, asOf: EpochMs): Omit<TicketsView, 'sources'> {
  const byAge = Object.fromEntries(BACKLOG_AGES.map((age) => [age, 0])) as Record<BacklogAge, number>
  let backlog = 0
  let oldest: EpochMs | undefined
  const today = { opened: 0, solved: 0 }
  for (const ticket of tickets) {
    if (ticket.openedAt >= day.dayStart) {
      today.opened++
      if (ticket.isSolved) today.solved++
    }
    if (ticket.isSolved) continue
    backlog++
    byAge[ageOf(between(ticket.openedAt, asOf))]++
    if (oldest === undefined || ticket.openedAt < oldest) oldest = ticket.openedAt
  }
  const opened = day.of('ticketOpened').count
  const resolved = day.of('ticketResolved').count
  const reopened = day.of('ticketReopened').count
  return present<Omit<TicketsView, 'sources'>>({
    backlog,
    backlogByAge: byAge,
    oldestSince: oldest === undefined ? undefined : toInstant(oldest),
    opened,
    resolved,
    reopened,
    resolutionRate: share({ numerator: resolved, denominator: opened }),
    reopenRate: share({ numerator: reopened, denominator: resolved }),
    solvedSameDay: sameDay(today),
    firstResponse: spread(day.of('firstReply')),
    responses: day.of('reply').count,
    averageResponseTimeMs: average(day.of('reply').sumMs, day.of('reply').count),
    resolution: spread(day.of('firstResolution')),
    businessHours: businessHours(day),
  })
}

function businessHours(day: DeskDay): TicketsView['businessHours'] {
  const [first, reply, resolution] = (['firstReply', 'reply', 'firstResolution'] as const).map((type) =>
    day.businessOf(type),
  )
  if (first === undefined || reply === undefined || resolution === undefined) return undefined
  if (first.count + reply.count + resolution.count === 0) return undefined
  return present<NonNullable<TicketsView['businessHours']>>({
    firstResponse: spread(first),
    responses: reply.count,
    averageResponseTimeMs: average(reply.sumMs, reply.count),
    resolution: spread(resolution),
  })
}

function ageOf(ageMs: number): BacklogAge {
  const index = AGE_ENDS_H.findIndex((end) => ageMs < end * HOUR_MS)
  return BACKLOG_AGES[index] ?? '>7d'
}

/** Whatever was opened today and is open can still be solved today. */
function sameDay({ opened, solved }: { opened: number; solved: number }): TicketsView['solvedSameDay'] {
  return present<TicketsView['solvedSameDay']>({
    ratio: share({ numerator: solved, denominator: opened }),
    needed: Math.max(0, Math.ceil((opened * SAME_DAY_TENTHS) / 10) - solved),
    bestReachable: share({ numerator: opened, denominator: opened }),
  })
}

function spread({ sorted, sumMs }: Durations): TimesView {
  return present<TimesView>({
    n: sorted.length,
    p50Ms: middle(sorted),
    averageMs: average(sumMs, sorted.length),
  })
}

/** The middle value, the mean of the two middle ones when even. */
function middle(sorted: readonly number[]): number | undefined {
  const half = sorted.length >> 1
  const upper = sorted[half]
  if (upper === undefined) return undefined
  return sorted.length % 2 === 1 ? upper : average((sorted[half - 1] ?? 0) + upper, 2)
}
