/** Finds peers that are gone without a word: pings each socket, and cuts off those that did not answer the last. */
import type { WebSocket } from 'ws'

/** Starts pinging; returns what stops it. */
export function startHeartbeats(sockets: ReadonlySet<WebSocket>, everyMs: number, onDead: () => void): () => void {
  const unanswered = new WeakSet<WebSocket>()

  function ping(ws: WebSocket): void {
    unanswered.add(ws)
    ws.once('pong', () => unanswered.delete(ws))
    ws.ping()
  }

  const timer = setInterval(() => {
    for (const ws of sockets) {
      if (!unanswered.has(ws)) ping(ws)
      else {
        onDead()
        ws.terminate()
      }
    }
  }, everyMs)
  return () => clearInterval(timer)
}
