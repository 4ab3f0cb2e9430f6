/**
 * The built app with a floor that is made up: `/board/<scene>` shows a scene of the fixtures, moving.
 * `node test/display/wireServer.ts [port]`; `/board/<scene>?…` takes the wall's own parameters. Board names may end
 * in `-lost` (frames stop after the first) and `-silent` (pulses say the feed is lost); `never` sends nothing.
 */
import { createServer } from 'node:http'
import { WebSocketServer, type WebSocket } from 'ws'
import { epochMs, toInstant } from '../../src/core/units.ts'
import type { BoardView } from '../../src/core/view/boardView.ts'
import { diff } from '../../src/protocol/mergePatch.ts'
import { CLOSE, SUBPROTOCOL, type ServerMessage, type SubscribeMessage } from '../../src/protocol/messages.ts'
import { SCENES } from '../fixtures/wire/scenes.ts'

export interface WireServer {
  origin: string
  close(): Promise<void>
}

interface Viewer {
  socket: WebSocket
  scene: (now: number) => BoardView
  silence: 'none' | 'frames' | 'feed'
}

function send({ socket }: Viewer, message: ServerMessage): void {
  socket.send(JSON.stringify(message))
}

function moment(asOf: number) {
  return { asOf: toInstant(epochMs(asOf)), serverNow: toInstant(epochMs(Date.now())), appliedSeq: 1 }
}

/** Sends the scene, then every second a pulse; every fifth one the same scene with a queue gone, and back. */
function serve(viewer: Viewer): void {
  const start = Date.now()
  const view = viewer.scene(start)
  let shown = view
  let revision = 1
  send(viewer, { type: 'snapshot', epoch: 'e1', revision, ...moment(start), view })
  if (viewer.silence === 'frames') return
  const lastEventAt = toInstant(epochMs(start - 400))
  let beat = 0
  const timer = setInterval(() => {
    beat += 1
    const live = viewer.silence !== 'feed'
    const next = live && beat % 5 === 0 ? moved(view, beat) : shown
    const patch = diff(shown, next)
    if (patch !== undefined) {
      send(viewer, { type: 'delta', from: revision, revision: (revision += 1), ...moment(Date.now()), patch })
      shown = next
    } else
      send(viewer, {
        type: 'pulse',
        ...moment(live ? Date.now() : start),
        feed: { live, lastEventAt, ...(live ? {} : { reason: 'link' }) },
      })
  }, 1000)
  viewer.socket.on('close', () => clearInterval(timer))
}

/** Somebody new waits in the first queue, or not. */
function moved(view: BoardView, beat: number): BoardView {
  const [id, queue] = Object.entries('total' in view ? view.queues : {})[0] ?? []
  if (id === undefined || queue === undefined || !('total' in view) || beat % 10 === 0) return view
  const waitingSince = [...queue.waitingSince, toInstant(epochMs(Date.now()))]
  const longestWaitSince = waitingSince[0] ?? toInstant(epochMs(Date.now()))
  return {
    ...view,
    queues: { ...view.queues, [id]: { ...queue, waiting: queue.waiting + 1, waitingSince, longestWaitSince } },
  }
}

function subscribe(socket: WebSocket, { board }: SubscribeMessage): void {
  if (board === 'never') return
  const [name = '', how] = board.split('-')
  const scene = SCENES[name]
  if (scene === undefined) return socket.close(CLOSE.noSuchBoard, 'no such board')
  const silence = how === 'lost' ? 'frames' : how === 'silent' ? 'feed' : 'none'
  serve({ socket, scene: (now) => scene(epochMs(now)), silence })
}

const BUILT = new URL('../../build/handler.js', import.meta.url).href

export async function startWireServer(port = 0, built = BUILT): Promise<WireServer> {
  const { handler } = (await import(built)) as { handler: Parameters<typeof createServer>[1] }
  const http = createServer(handler)
  const sockets = new WebSocketServer({ server: http, path: '/live', handleProtocols: () => SUBPROTOCOL })
  sockets.on('connection', (socket) => {
    socket.once('message', (data: Buffer) => subscribe(socket, JSON.parse(data.toString()) as SubscribeMessage))
  })
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve))
  const address = http.address()
  const at = typeof address === 'object' && address !== null ? address.port : port
  return {
    origin: `http://127.0.0.1:${at}`,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

if (import.meta.main) {
  const { origin } = await startWireServer(Number(process.argv[2] ?? 4173))
  console.log(origin)
}
