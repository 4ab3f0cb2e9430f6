import { error } from '@sveltejs/kit'
import type { PageLoad } from './$types'

/** Whose page, of which site, and how it is to be seen: `?site=london`, `?theme=light`. */
export const load: PageLoad = ({ params, url }) => {
  if (params.agent === '') error(404, 'Whose page? The address ends in an agent’s id: /agent/7')
  return {
    agent: params.agent,
    site: url.searchParams.get('site') ?? 'main',
    theme: url.searchParams.get('theme') === 'light' ? ('light' as const) : ('dark' as const),
  }
}
