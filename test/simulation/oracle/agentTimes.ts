/** F8, N7: what some agents did in a window: time integrals clipped to it, and the handles they closed. */
import type { AgentWindowView } from '../../../src/core/view/floorView.ts'
import { isTheirs } from './agents.ts'
import { keyed, mean, present, ratioOf, sum } from './arithmetic.ts'
import type { Agent, AgentRun } from './history.ts'
import { holds, spanOf, type Moment, type Span } from './moment.ts'
import { handleMs } from './totals.ts'
import type { WINDOWS } from './windows.ts'

export function agentWindow(
  moment: Moment,
  agents: readonly Agent[],
  window: (typeof WINDOWS)[number],
): AgentWindowView {
  const span = spanOf(moment, window)
  const handled = moment.history.handles.filter(
    (h) =>
      h.counted && agents.some((agent) => isTheirs(agent, h)) && h.closedAt !== undefined && holds(span, h.closedAt),
  )
  // The day includes its first instant, so its time begins there, one ms after `after`.
  const from = window === 'day' ? span.after + 1 : span.after
  const pieces = agents.flatMap((agent) => piecesOf(agent, { after: from, until: span.until }))
  const spent = (isMeant: (run: AgentRun) => boolean): number =>
    sum(pieces.filter(({ run }) => isMeant(run)).map(({ ms }) => ms))
  const inState = (state: string): number => spent((run) => run.state === state)
  const handling = inState('onContact') + inState('wrapUp')
  const signedIn = spent((run) => run.state !== 'offline')
  return present({
    handled: handled.length,
    averageHandleTimeMs: mean(handled.map(handleMs)),
    availableMs: inState('available'),
    alertingMs: inState('alerting'),
    onContactMs: inState('onContact'),
    wrapUpMs: inState('wrapUp'),
    notReadyMs: inState('notReady'),
    notReadyMsByReason: keyed(
      pieces.filter(({ run, ms }) => run.state === 'notReady' && ms > 0).map(({ run }) => run.reason ?? ''),
      (reason) => spent((run) => run.state === 'notReady' && (run.reason ?? '') === reason),
    ),
    occupancy: ratioOf(handling, handling + inState('available') + inState('alerting')),
    utilisation: ratioOf(handling, signedIn),
  })
}

function piecesOf(agent: Agent, span: Span): { run: AgentRun; ms: number }[] {
  return agent.runs.map((run, index) => {
    const to = Math.min(agent.runs[index + 1]?.from ?? Infinity, span.until)
    return { run, ms: Math.max(0, to - Math.max(run.from, span.after)) }
  })
}
