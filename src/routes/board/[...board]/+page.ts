import { error, redirect } from '@sveltejs/kit'
import type { PageLoad } from './$types'

/** Boards that are pages of their own, with or without a site before them: `lead`, `london/agent:7`. */
function pageOf(board: string): string | undefined {
  const [, site, name, agent = ''] = /^(?:([\w-]+)\/)?(lead$|agent:(.+))/.exec(board) ?? []
  if (name === undefined) return undefined
  const path = name === 'lead' ? '/lead' : `/agent/${encodeURIComponent(agent)}`
  return site === undefined || site === 'main' ? path : `${path}?site=${site}`
}

/** Which board, and how it is to be seen: `?theme=light`, `?reach=far`, `?at=` an instant that is over. */
export const load: PageLoad = ({ params, url }) => {
  const page = pageOf(params.board)
  if (page !== undefined && url.searchParams.has('at')) {
    const [, site = ''] = /^([\w-]+\/)?/.exec(params.board) ?? []
    error(404, `This page has no past. The walls have: /board/${site}floor?at=${url.searchParams.get('at') ?? ''}`)
  }
  if (page !== undefined) redirect(307, page)
  return {
    board: params.board,
    at: url.searchParams.get('at') ?? undefined,
    theme: url.searchParams.get('theme') === 'light' ? ('light' as const) : ('dark' as const),
    reach: url.searchParams.get('reach') === 'far' ? ('far' as const) : ('standard' as const),
  }
}
