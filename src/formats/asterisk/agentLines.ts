/** The lines about agents: signing in, membership, pauses, calls out, wrap-up. */
import { later, seconds } from '../../core/units.ts'
import { isCall } from './names.ts'
import { agentState } from './agentState.ts'
import { numberIn, type AgentLine, type Known, type Meaning } from './meaning.ts'

type Handler = (line: AgentLine, known: Known) => Meaning

export const AGENT_LINES: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['ADDMEMBER', addMember],
  ['REMOVEMEMBER', removeMember],
  ['PAUSE', pause],
  ['UNPAUSE', unpause],
  ['PAUSEALL', pause],
  ['UNPAUSEALL', unpause],
  ['AGENTLOGIN', signIn],
  ['AGENTCALLBACKLOGIN', signIn],
  ['AGENTLOGOFF', signOut],
  ['AGENTCALLBACKLOGOFF', signOut],
  ['WRAPUPSTART', startWrapUp],
  ['OUTDIAL', callOut],
  ['OUTANSWER', endCallOut],
  ['OUTCANCEL', endCallOut],
  ['OUTCHANUNAVAIL', endCallOut],
  ['OUTCONGESTION', endCallOut],
  ['OUTTRANSFER', endCallOut],
])

function addMember(line: AgentLine, known: Known): Meaning {
  const { agent, queue } = line
  if (queue === undefined) return { bad: 'names no queue' }
  known.agents.memberAdded(agent, queue, line.data[0] === 'PAUSED')
  return news(line, known)
}

function removeMember(line: AgentLine, known: Known): Meaning {
  if (line.queue === undefined) return { bad: 'names no queue' }
  known.agents.memberRemoved(line.agent, line.queue)
  return news(line, known)
}

function pause(line: AgentLine, known: Known): Meaning {
  known.agents.paused(line.agent, line.queue, line.data[0] ?? '')
  return news(line, known)
}

function unpause(line: AgentLine, known: Known): Meaning {
  known.agents.unpaused(line.agent, line.queue)
  return news(line, known)
}

function signIn(line: AgentLine, known: Known): Meaning {
  known.agents.signedIn(line.agent)
  return news(line, known)
}

function signOut(line: AgentLine, known: Known): Meaning {
  known.agents.signedOut(line.agent)
  return news(line, known)
}

function startWrapUp(line: AgentLine, known: Known): Meaning {
  const length = numberIn(line.data[0])
  if (length === undefined || Number.isNaN(length)) return { bad: `wrap-up time '${line.data[0]}' is not a number` }
  if (!known.agents.isPresent(line.agent)) return { ignored: 'unchanged' }
  known.agents.wrapUpBegun(line.agent, later(line.at, seconds(length)))
  return news(line, known)
}

function callOut(line: AgentLine, known: Known): Meaning {
  if (!isCall(line.callId)) return { bad: `'${line.callId}' is not a call` }
  if (!known.agents.isPresent(line.agent)) return { ignored: 'outbound' }
  known.agents.callOutBegun(line.agent, line.callId)
  return news(line, known)
}

function endCallOut(line: AgentLine, known: Known): Meaning {
  return known.agents.callOutEnded(line.agent, line.callId) ? news(line, known) : { ignored: 'outbound' }
}

function news({ agent, at }: AgentLine, known: Known): Meaning {
  if (known.agents.isLeaving(agent)) return { ignored: 'untilTalkEnds' }
  const state = known.agents.news(agent)
  return state === undefined ? { ignored: 'unchanged' } : { drafts: [agentState(state, at, known)] }
}
