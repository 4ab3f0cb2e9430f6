/** Who comes in: connections and requests within their ceilings, by a name that is ours. Rules [SV40] and following. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { createPlaces } from '../access/places.ts'
import type { ServesHost } from '../access/servedHosts.ts'
import { DEFAULT_HTTP_LIMITS, type HttpLimits } from './limits.ts'
import { sendProblem, type Problem } from './respond.ts'

export interface DoorOptions {
  /** Left out, a request may call us by any name. */
  readonly servesHost?: ServesHost
  /** Left out ones are the defaults. */
  readonly limits?: Partial<HttpLimits>
}

export interface Door {
  /** Connections and requests turned away, by the ceiling they met. */
  readonly refused: Readonly<Record<string, number>>
  /** Takes a connection in, or hangs up. */
  connected(socket: Socket): void
  /** Hung up on by node, because all places were taken. */
  dropped(): void
  /** True when the request may go on; false when it was answered here. */
  admits(request: IncomingMessage, response: ServerResponse): boolean
}

interface Refusal extends Problem {
  readonly name: string
}

export function createDoor({ servesHost = () => true, ...options }: DoorOptions = {}): Door {
  const limits = { ...DEFAULT_HTTP_LIMITS, ...options.limits }
  const connections = createPlaces(limits.connections)
  const requests = createPlaces(limits.requests)
  const refused: Record<string, number> = {}
  /** Not taken whole by their askers. */
  const open = new Set<ServerResponse>()

  function count(name: string): void {
    refused[name] = (refused[name] ?? 0) + 1
  }

  function untakenBytes(): number {
    let bytes = 0
    for (const { writableLength } of open) bytes += writableLength
    return bytes
  }

  function refusalOf({ url = '', headers, socket }: IncomingMessage): Refusal | undefined {
    if (!servesHost(headers.host)) return STRANGE_HOST
    if (url.length > limits.maxUrlLength)
      return { name: 'url', status: 414, detail: `ask for at most ${limits.maxUrlLength} characters` }
    if (untakenBytes() > limits.maxUntakenBytes) return UNTAKEN
    const fullness = requests.fullness(addressOf(socket))
    return fullness === undefined ? undefined : FULL[fullness]
  }

  return {
    refused,
    connected(socket) {
      const address = addressOf(socket)
      if (connections.fullness(address) !== undefined) {
        count('connectionsOfAddress')
        socket.destroy()
        return
      }
      connections.enter(address)
      socket.once('close', () => connections.leave(address))
    },
    dropped: () => count('connections'),
    admits(request, response) {
      const refusal = refusalOf(request)
      if (refusal !== undefined) {
        count(refusal.name)
        sendProblem(response, { ...refusal, headers: { connection: 'close', ...refusal.headers } })
        return false
      }
      const address = addressOf(request.socket)
      requests.enter(address)
      open.add(response)
      response.once('close', () => {
        open.delete(response)
        requests.leave(address)
      })
      response.once('timeout', () => {
        count('untaken')
        response.destroy()
      })
      return true
    },
  }
}

const STRANGE_HOST: Refusal = {
  name: 'host',
  status: 421,
  detail:
    'this server is for its own machine and answers to localhost, 127.0.0.1 and [::1]; ' +
    'to be reached by another name it needs "auth" in its config',
}

const UNTAKEN: Refusal = {
  name: 'untakenBytes',
  status: 503,
  detail: 'too much was asked for and is not taken; ask again',
  headers: { 'retry-after': '5' },
}

const BUSY = { status: 429, headers: { 'retry-after': '1' } } as const
const FULL: Readonly<Record<'full' | 'fullAddress', Refusal>> = {
  full: { ...BUSY, name: 'requests', detail: 'too many requests at once; send again' },
  fullAddress: { ...BUSY, name: 'requestsOfAddress', detail: 'too many requests of one address at once; send again' },
}

/** Gone already, it has none. */
function addressOf(socket: Socket): string {
  return socket.remoteAddress ?? ''
}
