/** Which boards exist (W1): the ready boards of every site, and one for each agent; ids without a site show `main`. */
import type { BoardId, SiteId } from '../../core/units.ts'
import type { BoardDefinition } from '../../core/view/boardView.ts'

/** The site a board id without one means. */
export const MAIN_SITE = 'main'

const NAMES = { floor: 'Floor', agents: 'Agents', desk: 'Desk', lead: 'Lead' } as const
type Kind = keyof typeof NAMES

/** `agent:<id>`: any agent's own board, also one that no event has named yet. */
const AGENT = 'agent:'
const MAX_AGENT_ID = 128

/** The boards of one site, but for the agents' own. */
export function boardsOf(site: SiteId): BoardDefinition[] {
  return (Object.keys(NAMES) as Kind[]).map((kind) => board(site, kind))
}

/** The board an id names; undefined when there is none. `main/floor` is `floor`. */
export function findBoard(id: BoardId, hasSite: (site: SiteId) => boolean): BoardDefinition | undefined {
  // An agent's id may hold a slash itself (`agent:SIP/777`), a site's token no colon.
  const slash = id.startsWith(AGENT) ? -1 : id.indexOf('/')
  const site = slash === -1 ? MAIN_SITE : id.slice(0, slash)
  const kind = id.slice(slash + 1)
  if (!hasSite(site)) return undefined
  if (kind.startsWith(AGENT)) return agentBoard(site, kind.slice(AGENT.length))
  return isKind(kind) ? board(site, kind) : undefined
}

function board(site: SiteId, kind: Kind): BoardDefinition {
  return { id: boardId(site, kind), site, kind, name: NAMES[kind] }
}

function agentBoard(site: SiteId, agent: string): BoardDefinition | undefined {
  if (agent.length === 0 || agent.length > MAX_AGENT_ID) return undefined
  return { id: boardId(site, AGENT + agent), site, kind: 'agent', name: agent, agent }
}

function boardId(site: SiteId, local: string): BoardId {
  return site === MAIN_SITE ? local : `${site}/${local}`
}

function isKind(kind: string): kind is Kind {
  return Object.hasOwn(NAMES, kind)
}
