/** A display over a real socket: holds the board's view by applying what it is sent. */
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket, type ClientOptions } from 'ws'
import { parseServerMessage } from '../../src/protocol/codec.ts'
import { receive, type HeldView } from '../../src/protocol/heldView.ts'
import { SUBPROTOCOL, type DisplayMessage, type ServerMessage } from '../../src/protocol/messages.ts'

export interface DisplayClient {
  readonly socket: WebSocket
  /** Every message so far, oldest first. */
  readonly messages: ServerMessage[]
  /** What the display holds; undefined before the first snapshot and after a gap. */
  readonly held: HeldView | undefined
  send(message: DisplayMessage | string | Buffer): void
  /** Resolves with the first message that passes, those before now included. */
  until(passes: (message: ServerMessage) => boolean): Promise<ServerMessage>
  /** Resolves once the condition holds; looks again after each message and every few ms. */
  untilTrue(condition: () => boolean): Promise<void>
  /** Resolves once the socket has closed. */
  closed(): Promise<{ code: number; reason: string }>
  close(): Promise<void>
}

export interface DisplayOptions extends ClientOptions {
  /** `[]` offers none. */
  protocols?: string[]
  /** Goes on from what another display held. */
  held?: HeldView | undefined
}

const PATIENCE_MS = 10_000

/** Opens `/live` of an address such as `http://127.0.0.1:3000`; says nothing yet. */
export async function openDisplay(address: string, options: DisplayOptions = {}): Promise<DisplayClient> {
  const { protocols = [SUBPROTOCOL], held: before, ...wsOptions } = options
  const socket = new WebSocket(`${address.replace(/^http/, 'ws')}/live`, protocols, wsOptions)
  const messages: ServerMessage[] = []
  let held = before
  let ended: { code: number; reason: string } | undefined

  socket.on('message', (data: Buffer) => {
    const message = parseServerMessage(data.toString())
    if (message === undefined) throw new Error(`not a frame: ${data.toString().slice(0, 200)}`)
    if (message.type === 'snapshot' || message.type === 'delta') held = receive(held, message)
    messages.push(message)
  })
  socket.on('close', (code, reason) => (ended = { code, reason: reason.toString() }))
  await once(socket, 'open')
  socket.on('error', () => {})

  async function untilTrue(condition: () => boolean): Promise<void> {
    const giveUpAt = Date.now() + PATIENCE_MS
    while (!condition()) {
      if (Date.now() > giveUpAt)
        throw new Error(`gave up; ${messages.length} messages, closed: ${JSON.stringify(ended)}`)
      await delay(2)
    }
  }

  return {
    socket,
    messages,
    get held() {
      return held
    },
    send: (message) => {
      socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message))
    },
    async until(passes) {
      await untilTrue(() => messages.some(passes))
      const found = messages.find(passes)
      if (found === undefined) throw new Error('unreachable')
      return found
    },
    untilTrue,
    async closed() {
      await untilTrue(() => ended !== undefined)
      return ended ?? { code: 0, reason: '' }
    },
    async close() {
      if (ended !== undefined) return
      socket.close()
      await untilTrue(() => ended !== undefined)
    },
  }
}

/** Opens a display and subscribes it; resolves with its first frame there. */
export async function subscribeDisplay(
  address: string,
  board = 'floor',
  options: DisplayOptions = {},
): Promise<DisplayClient> {
  const display = await openDisplay(address, options)
  const { held } = options
  const resume = held && { epoch: held.epoch, revision: held.revision }
  display.send(resume === undefined ? { type: 'subscribe', board } : { type: 'subscribe', board, resume })
  await display.untilTrue(() => display.messages.length > 0)
  return display
}
