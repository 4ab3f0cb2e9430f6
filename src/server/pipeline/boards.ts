/** Which boards exist (W1): `floor` and `agents` of every site; the ids without a site show `main`. */
import type { BoardId, SiteId } from '../../core/units.ts'
import type { BoardDefinition } from '../../core/view/boardView.ts'

/** The site a board id without one means. */
export const MAIN_SITE = 'main'

const NAMES = { floor: 'Floor', agents: 'Agents' } as const
type Kind = keyof typeof NAMES

/** The boards of one site. */
export function boardsOf(site: SiteId): BoardDefinition[] {
  return [board(site, 'floor'), board(site, 'agents')]
}

/** The board an id names; undefined when there is none. `main/floor` is `floor`. */
export function findBoard(id: BoardId, hasSite: (site: SiteId) => boolean): BoardDefinition | undefined {
  const slash = id.indexOf('/')
  const site = slash === -1 ? MAIN_SITE : id.slice(0, slash)
  const kind = id.slice(slash + 1)
  return isKind(kind) && hasSite(site) ? board(site, kind) : undefined
}

function board(site: SiteId, kind: Kind): BoardDefinition {
  return { id: site === MAIN_SITE ? kind : `${site}/${kind}`, site, kind, name: NAMES[kind] }
}

function isKind(kind: string): kind is Kind {
  return Object.hasOwn(NAMES, kind)
}
