/** A WebSocket as the delivery sees it. */
import type { WebSocket } from 'ws'
import type { DisplaySocket } from '../ports.ts'

export function displaySocket(ws: WebSocket): DisplaySocket {
  return {
    unsentBytes: () => ws.bufferedAmount,
    send: (frame) => {
      if (ws.readyState === ws.OPEN) ws.send(frame, { binary: false })
    },
    close: (code, reason) => ws.close(code, reason),
  }
}
