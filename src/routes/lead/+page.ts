import type { PageLoad } from './$types'

/** Which site, and how it is to be seen: `?site=london`, `?theme=light`. */
export const load: PageLoad = ({ url }) => ({
  site: url.searchParams.get('site') ?? 'main',
  theme: url.searchParams.get('theme') === 'light' ? ('light' as const) : ('dark' as const),
})
