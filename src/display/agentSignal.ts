/** The signal of the agents board: who needs a lead, or that nobody does. */
import type { EpochMs } from '../core/units.ts'
import type { AgentView, EscalationView } from '../core/view/floorView.ts'
import type { StateCount } from './agents.ts'
import { count, elapsed } from './format.ts'
import { msSince } from './reading.ts'
import type { SignalWords } from './signalWords.ts'

export interface AgentSignal {
  level: 'ok' | 'warn' | 'crit'
  words: SignalWords
}

function subject({ agent, queue, contact, ticket }: EscalationView, agents: Record<string, AgentView>): string {
  const who = agent === undefined ? (contact ?? ticket) : (agents[agent]?.name ?? agent)
  return [who, queue].filter((part) => part !== undefined).join(', ')
}

function calm(counts: readonly StateCount[]): AgentSignal {
  const signedIn = counts.filter(({ state }) => state !== 'offline').reduce((sum, one) => sum + one.count, 0)
  const what = 'Nobody asks for help'
  return {
    level: 'ok',
    words: {
      shape: 'ok',
      where: 'No help needed',
      what,
      whatBrief: what,
      figure: count(signedIn),
      lines: ['signed in', ''],
    },
  }
}

export function agentSignal(
  escalation: EscalationView | undefined,
  agents: Record<string, AgentView>,
  counts: readonly StateCount[],
  now: EpochMs,
): AgentSignal {
  if (escalation === undefined) return calm(counts)
  const level = escalation.severity === 'critical' ? 'crit' : 'warn'
  const owner = escalation.claimedBy === undefined ? 'no owner' : `${escalation.claimedBy} has it`
  const about = subject(escalation, agents)
  return {
    level,
    words: {
      shape: level,
      where: 'Needs a lead',
      what: escalation.reason,
      whatBrief: escalation.reason,
      figure: elapsed(msSince(escalation.raisedAt, now) ?? 0),
      lines: [about === '' ? owner : `${about} · ${owner}`, ''],
    },
  }
}
