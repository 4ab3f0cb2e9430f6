/** Which upgrade requests may become a socket (W1), decided before the handshake. */
import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ServesHost } from '../access/servedHosts.ts'

export interface HttpRefusal {
  readonly reason: 'path' | 'origin' | 'host' | 'crowded'
  readonly status: number
  /** What is wrong, and how to mend it. */
  readonly detail: string
}

export interface Admittance {
  readonly isCrowded: boolean
  readonly servesHost: ServesHost
}

const PATH = '/live'

const CROWDED: HttpRefusal = { reason: 'crowded', status: 503, detail: 'too many sockets; try again' }
const NO_PATH: HttpRefusal = { reason: 'path', status: 404, detail: `sockets are at ${PATH} alone` }
const STRANGE_HOST: HttpRefusal = {
  reason: 'host',
  status: 421,
  detail: 'this server answers to localhost, 127.0.0.1 and [::1]; another name needs "auth" in its config',
}
const FOREIGN: HttpRefusal = { reason: 'origin', status: 403, detail: 'the page comes from another host' }

/** Undefined: go on with the handshake. */
export function refusalOf(request: IncomingMessage, { isCrowded, servesHost }: Admittance): HttpRefusal | undefined {
  if (isCrowded) return CROWDED
  if (request.url?.split('?', 1)[0] !== PATH) return NO_PATH
  if (!servesHost(request.headers.host)) return STRANGE_HOST
  if (!isSameOrigin(request)) return FOREIGN
  return undefined
}

/** A browser says which page opens the socket; that page must come from here. Other programs say nothing. */
function isSameOrigin({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers
  if (origin === undefined) return true
  if (host === undefined || !URL.canParse(origin)) return false
  const page = new URL(origin)
  const here = `${page.protocol}//${host}`
  return page.host !== '' && URL.canParse(here) && new URL(here).host === page.host
}

/** Answers an upgrade request in HTTP, with a problem as RFC 9457 wants it, and hangs up. */
export function refuse(socket: Duplex, { status, detail }: HttpRefusal): void {
  const title = STATUS_CODES[status] ?? ''
  const problem = JSON.stringify({ type: 'about:blank', title, status, detail })
  const head = `HTTP/1.1 ${status} ${title}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n`
  socket.on('error', () => socket.destroy())
  socket.end(`${head}Content-Length: ${Buffer.byteLength(problem)}\r\n\r\n${problem}`)
}
