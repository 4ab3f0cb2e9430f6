/** May this server listen where it was told to? Beyond loopback only when the config says who may come. */
import { isIPv4 } from 'node:net'

export interface Listening {
  readonly host: string
  readonly auth: unknown
}

/** Why it must not start, and what to add; undefined when it may. */
export function whyNotListen({ host, auth }: Listening): string | undefined {
  if (isLoopback(host) || auth !== undefined) return undefined
  return (
    `HOST=${host} would show the floor to everybody who reaches it, and there is no 'auth' in the config; ` +
    `add "auth": {"open": true} to the file CALLBOARD_CONFIG names if something in front of it signs people in, ` +
    `or leave HOST at 127.0.0.1`
  )
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
}
