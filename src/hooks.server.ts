import type { Handle } from '@sveltejs/kit'
import { directoryOf } from './server/http/handOver.ts'

/** Pages see of the running server what it gave with the request. */
export const handle: Handle = ({ event, resolve }) => {
  const { req } = (event.platform ?? {}) as { req?: object }
  event.locals.floorDirectory = directoryOf(req)
  return resolve(event)
}
