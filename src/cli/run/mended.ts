/** Errors of starting, in words that say what to do. */
import type { Config } from '../../server/config.ts'

/** @throws Error always */
export function mended(error: unknown, { host, port }: Pick<Config, 'host' | 'port'>): never {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') throw new Error(`port ${port} on ${host} is taken; stop what listens there, or set PORT`)
  if (code === 'EACCES') throw new Error(`port ${port} may not be used by this user; set PORT to 1024 or above`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new Error(`HOST=${host} is no address of this machine`)
  throw error
}
