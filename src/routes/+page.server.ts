import type { PageServerLoad } from './$types'

interface SiteSummary {
  site: string
  zone: string
  live: boolean
  lastEventAt?: string
  boards: { id: string; kind: string; name: string; href: string }[]
}

/** The server's sites and boards; none while the page runs without it. */
export const load: PageServerLoad = ({ locals, url }) => {
  const { floorDirectory } = locals as { floorDirectory?: () => SiteSummary[] }
  return { sites: floorDirectory?.() ?? [], host: url.host }
}
