/** `/live`: sockets from handshake to close. What is said over them is displaySession's and the pipeline's. */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { MAX_DISPLAY_FRAME_BYTES } from '../../protocol/codec.ts'
import { CLOSE, SUBPROTOCOL } from '../../protocol/messages.ts'
import { createPlaces } from '../access/places.ts'
import type { ServesHost } from '../access/servedHosts.ts'
import type { Acts, Clock, LiveBoards, Log } from '../ports.ts'
import { createDisplaySession, type EndedBecause } from './displaySession.ts'
import { displaySocket } from './displaySocket.ts'
import { startHeartbeats } from './heartbeats.ts'
import { DEFAULT_LIVE_LIMITS, type LiveLimits } from './limits.ts'
import { refusalOf, refuse } from './upgrade.ts'

/** A close code of the wire (4401, 4403) and why, for a request that may not have a socket. */
export interface NotAllowed {
  readonly code: number
  readonly reason: string
}

export interface LiveOptions {
  pipeline: LiveBoards
  acts: Acts
  log: Log
  clock: Clock
  /** Left out ones are the defaults. */
  limits?: Partial<LiveLimits>
  /** Left out, a request may call us by any name. */
  servesHost?: ServesHost
  /** Undefined: it may. */
  allow?: (request: IncomingMessage) => NotAllowed | undefined
}

export interface LiveStatus {
  connections: number
  /** Sockets opened since the start, those closed at once included. */
  opened: number
  /** Why connections were refused or ended from here, by name; ws's own error codes among them. */
  refused: Record<string, number>
}

export interface Live {
  status(): LiveStatus
  /** Closes every socket with 1001 and takes no more. */
  stop(): Promise<void>
}

/** Going away: the display comes back by itself. */
const GOING_AWAY = 1001
/** How long a display has to answer a close before it is cut off, ms. */
const CLOSE_GRACE_MS = 500
/** Sockets that were closed from here but linger count too: beyond this many times the ceiling, none is opened. */
const LINGERING = 2

/** Serves `/live` on an HTTP server, which must have no other upgrades. */
export function attachLive(server: Server, options: LiveOptions): Live {
  const { pipeline, acts, log, clock, servesHost = () => true } = options
  const limits: LiveLimits = { ...DEFAULT_LIVE_LIMITS, ...options.limits }
  const sockets = createSockets()
  const places = createPlaces({ max: limits.maxDisplays, maxPerAddress: limits.maxDisplaysPerAddress })
  const refused: Record<string, number> = {}
  let opened = 0

  function count(because: string): void {
    refused[because] = (refused[because] ?? 0) + 1
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const isCrowded = sockets.clients.size >= LINGERING * limits.maxDisplays
    const refusal = refusalOf(request, { isCrowded, servesHost })
    if (refusal === undefined) return sockets.handleUpgrade(request, socket, head, (ws) => accept(ws, request))
    count(refusal.reason)
    refuse(socket, refusal)
  }

  function accept(ws: WebSocket, request: IncomingMessage): void {
    const address = request.socket.remoteAddress ?? ''
    opened += 1
    ws.on('error', (error: Error & { code?: string }) => count(error.code ?? error.name))
    const refusal = notWelcome(ws, address) ?? notAllowed(request)
    if (refusal === undefined) return serve(ws, address)
    count(refusal.name)
    ws.close(refusal.code, refusal.reason)
  }

  function notWelcome(ws: WebSocket, address: string): (NotAllowed & { name: string }) | undefined {
    if (ws.protocol !== SUBPROTOCOL) return { name: 'version', code: CLOSE.version, reason: `speak ${SUBPROTOCOL}` }
    const name = places.fullness(address)
    return name && { name, code: CLOSE.tryAgain, reason: 'too many displays' }
  }

  function notAllowed(request: IncomingMessage): (NotAllowed & { name: string }) | undefined {
    const denied = options.allow?.(request)
    return denied && { name: 'notAllowed', ...denied }
  }

  function serve(ws: WebSocket, address: string): void {
    const display = displaySocket(ws)
    const end = (because: EndedBecause, code: number, reason: string): void => {
      count(because)
      log.debug({ address, because, code, reason }, 'closed a display')
      pipeline.unsubscribe(display)
      ws.close(code, reason)
    }
    const session = createDisplaySession({ display, boards: pipeline, acts, limits, clock, end })
    const patience = setTimeout(() => {
      if (!session.isSubscribed) end('noSubscribe', CLOSE.policy, `subscribe within ${limits.subscribeWithinMs} ms`)
    }, limits.subscribeWithinMs)
    places.enter(address)
    ws.on('message', (data: Buffer, isBinary) => {
      if (ws.readyState !== ws.OPEN) return
      if (isBinary) end('binary', CLOSE.policy, 'text frames only')
      else session.frame(data.toString())
    })
    ws.on('close', () => {
      clearTimeout(patience)
      pipeline.unsubscribe(display)
      places.leave(address)
    })
  }

  const stopHeartbeats = startHeartbeats(sockets.clients, limits.pingEveryMs, () => count('dead'))
  server.on('upgrade', upgrade)

  return {
    status: () => ({ connections: places.open, opened, refused: { ...refused } }),
    async stop() {
      server.off('upgrade', upgrade)
      stopHeartbeats()
      await closeAll(sockets)
    },
  }
}

function createSockets(): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    maxPayload: MAX_DISPLAY_FRAME_BYTES,
    // Hundreds of displays share each frame's bytes; compressing them one by one would cost the CPU all of that.
    perMessageDeflate: false,
    // Ours; else one of theirs, because a browser hides the close code of a handshake that agreed on none.
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : ([...offered][0] ?? false)),
  })
}

async function closeAll(sockets: WebSocketServer): Promise<void> {
  const closed = [...sockets.clients].map((ws) => new Promise((done) => ws.once('close', done)))
  for (const ws of sockets.clients) ws.close(GOING_AWAY, 'the server is stopping')
  const cutOff = setTimeout(() => {
    for (const ws of sockets.clients) ws.terminate()
  }, CLOSE_GRACE_MS)
  await Promise.all(closed)
  clearTimeout(cutOff)
  sockets.close()
}
