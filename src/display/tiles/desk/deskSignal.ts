/** The signal of the desk wall: a ticket that needs a lead and has nobody, else the same-day promise. */
import type { EpochMs } from '../../../core/units.ts'
import type { DeskBoardView } from '../../../core/view/boardView.ts'
import type { EscalationView } from '../../../core/view/floorView.ts'
import { loudestEscalation } from '../../agents.ts'
import { elapsed, NOTHING, percentParts } from '../../format.ts'
import { msSince } from '../../reading.ts'
import type { SignalWords } from '../../signalWords.ts'
import { promiseOf, SAME_DAY_TARGET } from './deskReading.ts'

export interface DeskSignal {
  level: 'ok' | 'warn' | 'crit'
  words: SignalWords
}

function needsLead(escalation: EscalationView, now: EpochMs): DeskSignal {
  const level = escalation.severity === 'critical' ? 'crit' : 'warn'
  const { ticket = '', queue } = escalation
  return {
    level,
    words: {
      shape: level,
      where: `Ticket ${ticket}`,
      what: escalation.reason,
      whatBrief: 'Needs a lead',
      figure: elapsed(msSince(escalation.raisedAt, now) ?? 0),
      lines: ['Needs a lead, no owner', queue ?? ''],
    },
  }
}

/** The tickets' source is silent: the promise is not judged. */
function silent(ageMs: number): DeskSignal {
  const what = 'Their figures are old by'
  return {
    level: 'ok',
    words: {
      shape: 'cross',
      where: 'Tickets silent',
      what,
      whatBrief: what,
      figure: elapsed(ageMs),
      lines: ['No word from their source', ''],
    },
  }
}

export function deskSignal(
  { escalations, tickets }: Pick<DeskBoardView, 'escalations' | 'tickets'>,
  now: EpochMs,
  oldSince?: EpochMs,
): DeskSignal {
  const loudest = loudestEscalation(
    escalations.filter(({ ticket, claimedBy }) => ticket !== undefined && claimedBy === undefined),
  )
  if (loudest !== undefined) return needsLead(loudest, now)
  if (oldSince !== undefined) return silent(now - oldSince)
  const { ratio, isKept, what, needed, reach } = promiseOf(tickets)
  const parts = ratio === undefined ? [] : percentParts(ratio, { target: SAME_DAY_TARGET })
  const textOf = (isSign: boolean) => parts.flatMap(({ sign, text }) => (sign === isSign ? text : [])).join('')
  return {
    level: 'ok',
    words: {
      shape: isKept ? 'ok' : 'none',
      where: 'Solved same day',
      what,
      whatBrief: what,
      figure: ratio === undefined ? NOTHING : textOf(false),
      ...(ratio !== undefined && { unit: textOf(true).trim() }),
      lines: [needed, reach],
    },
  }
}
