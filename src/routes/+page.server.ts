import type { PageServerLoad } from './$types'

/** The server's sites and their boards; none while the pages run without it. */
export const load: PageServerLoad = ({ locals, url }) => ({ sites: locals.floorDirectory(), host: url.host })
