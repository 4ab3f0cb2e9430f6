/** Interprets the whole log from its start (F1 to F6, F13, F16). */
import type { SiteConfig } from '../../../src/core/site.ts'
import { foldAgentState, noteStates } from './agents.ts'
import { MEMORY } from './arithmetic.ts'
import { type Folding, foldContact } from './contacts.ts'
import type { Folded } from './delivery.ts'
import { forgetBy } from './forgetting.ts'
import { wrapUpDone } from './happen.ts'
import type { Agent, Contact, History } from './history.ts'

export function foldAll(ordered: readonly Folded[], config: SiteConfig): History {
  const history: History = {
    segments: [],
    handles: [],
    alertTimeOuts: [],
    transfersOut: [],
    orphans: [],
    contacts: new Map(),
    agents: new Map(),
    queues: new Map(),
  }
  const folding: Folding = { history, ordered, config }
  ordered.forEach((folded, index) => {
    forgetBy(history, folded.at)
    foldOne(folding, folded)
    if (ordered[index + 1]?.at !== folded.at) noteStates(history, folded.at)
  })
  return history
}

function foldOne(folding: Folding, folded: Folded): void {
  const { history } = folding
  const { type } = folded.event
  const data = folded.event.data as { contact?: string; agent?: string }
  const isContactEvent = type.startsWith('contact.')
  if (!folded.late) nameQueues(folding, folded)
  const agent =
    data.agent !== undefined && (isContactEvent || type === 'agent.state')
      ? nameAgent(history, data.agent, folded)
      : undefined
  if (isContactEvent && data.contact !== undefined) {
    const contact = nameContact(history, data.contact, folded)
    if (contact !== undefined) foldContact(folding, contact, folded)
    const touch = contact?.touches.at(-1)
    if (contact !== undefined && touch !== undefined) touch.channel = contact.channel
    wrapUpDone(history, folded)
  }
  if (agent !== undefined && type === 'agent.state') foldAgentState(history, agent, folded)
}

/** F13: `queue`, `to` and `queues[]` of any accepted event name queues. F16: one not configured by then is forgotten. */
function nameQueues({ history, config }: Folding, folded: Folded): void {
  const { queue, to, queues } = folded.event.data as { queue?: string; to?: string; queues?: readonly string[] }
  for (const id of [queue, to, ...(queues ?? [])]) {
    if (id === undefined) continue
    const known = history.queues.get(id)
    const wasConfigured = known?.isConfigured ?? Object.keys(config.queues ?? {}).includes(id)
    const isRemembered = known !== undefined && (wasConfigured || folded.at - known.namedAt <= MEMORY)
    history.queues.set(id, {
      since: isRemembered ? known.since : folded.at,
      namedAt: folded.at,
      isConfigured: wasConfigured || folded.event.type === 'queue.configured',
    })
  }
}

/** F6: whoever a contact event names exists from then on, available if nothing was said. */
function nameAgent(history: History, id: string, folded: Folded): Agent | undefined {
  const known = history.agents.get(id)
  if (folded.late) return known
  const agent: Agent = known ?? {
    id,
    since: folded.at,
    said: { state: 'available', reason: undefined, at: folded.at },
    name: undefined,
    team: undefined,
    declared: undefined,
    namedAt: folded.at,
    namedBy: folded.event.source,
    runs: [],
  }
  agent.namedAt = folded.at
  agent.namedBy = folded.event.source
  history.agents.set(id, agent)
  return agent
}

function nameContact(history: History, id: string, folded: Folded): Contact | undefined {
  const known = history.contacts.get(id)
  if (folded.late) return known
  const contact: Contact = known ?? {
    id,
    channel: 'voice',
    waiting: undefined,
    alert: undefined,
    handles: [],
    transferredTo: undefined,
    touches: [],
  }
  contact.touches.push({ at: folded.at, channel: contact.channel })
  history.contacts.set(id, contact)
  return contact
}
