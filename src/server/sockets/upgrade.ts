/** Which upgrade requests may become a socket (W1), decided before the handshake. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

export interface HttpRefusal {
  readonly status: '403 Forbidden' | '404 Not Found' | '503 Service Unavailable'
  readonly reason: 'path' | 'origin' | 'crowded'
}

const PATH = '/live'

/** Undefined: go on with the handshake. */
export function refusalOf(request: IncomingMessage, isCrowded: boolean): HttpRefusal | undefined {
  if (isCrowded) return { status: '503 Service Unavailable', reason: 'crowded' }
  if (request.url?.split('?', 1)[0] !== PATH) return { status: '404 Not Found', reason: 'path' }
  if (!isSameOrigin(request)) return { status: '403 Forbidden', reason: 'origin' }
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

/** Answers an upgrade request in HTTP and hangs up. */
export function refuse(socket: Duplex, { status, reason }: HttpRefusal): void {
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n${reason}\n`)
}
