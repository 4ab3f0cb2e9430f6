import type { Handle, HandleServerError } from '@sveltejs/kit'
import { directoryOf } from './server/http/handOver.ts'

/** Pages see of the running server what it gave with the request. */
export const handle: Handle = ({ event, resolve }) => {
  const { req } = (event.platform ?? {}) as { req?: object }
  event.locals.floorDirectory = directoryOf(req)
  return resolve(event)
}

/** A page that does not exist is the asker's mistake; anything else is ours. */
export const handleError: HandleServerError = ({ error, status, message }) => {
  if (status !== 404) console.error(error)
  return { message }
}
