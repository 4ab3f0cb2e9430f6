/**
 * Which names a request may call this server by. A page of a stranger can have its own name point at our loopback
 * address, and its visitor's browser then takes us for that page's server: it still sends the name, so we look at it.
 */
import { isLoopback, type Listening } from './openAddress.ts'

/** Whether a request with this `Host` is served. */
export type ServesHost = (host: string | undefined) => boolean

const LOOPBACK_NAME = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i

/** Any name where the config says who may come, or listening beyond loopback; else loopback's own names alone. */
export function servedHosts({ host, auth }: Listening): ServesHost {
  if (auth !== undefined || !isLoopback(host)) return () => true
  return (name) => name !== undefined && LOOPBACK_NAME.test(name)
}
