import type { PageLoad } from './$types'

/** Which board, and how it is to be seen: `?theme=light`, `?reach=far`. */
export const load: PageLoad = ({ params, url }) => ({
  board: params.board,
  theme: url.searchParams.get('theme') === 'light' ? ('light' as const) : ('dark' as const),
  reach: url.searchParams.get('reach') === 'far' ? ('far' as const) : ('standard' as const),
})
