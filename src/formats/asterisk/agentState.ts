import type { EpochMs } from '../../core/units.ts'
import type { Said } from './agentRecord.ts'
import type { Draft, Known } from './meaning.ts'

/** The event that says it, noted for the order within a second. */
export function agentState(state: Said, at: EpochMs, { order }: Known): Draft {
  if (state.state === 'offline' || state.state === 'wrapUp') order.agentGone(state.agent, at)
  return { type: 'agent.state', time: at, data: state }
}
