/** A display on a bad wire: holds its view by the protocol's own rules, comes back whenever it is cut, and resumes. */
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { heldAfter, isViewMessage, type Held } from '../../src/display/link/held.ts'
import { DEAD_AFTER_MS } from '../../src/display/link/proof.ts'
import { backOff } from '../../src/display/link/retry.ts'
import { parseServerMessage } from '../../src/protocol/codec.ts'
import { SUBPROTOCOL } from '../../src/protocol/messages.ts'

export interface CutDisplay {
  readonly held: Held | undefined
  /** A socket is open and has brought a frame. */
  readonly isConnected: boolean
  /** Times an open link was lost. */
  readonly losses: number
  /** Times it came back and was sent what it lacked, not all of it. */
  readonly resumed: number
  /** Frames that did not follow what it held: the server's fault. */
  readonly gaps: number
  stop(): Promise<void>
}

/** Wall displays wait for up to 8 s; this one is here to be cut often. */
const SLOWEST_ATTEMPT = 2

export function startCutDisplay(address: string, board: string): CutDisplay {
  const counts = { losses: 0, resumed: 0, gaps: 0 }
  let held: Held | undefined
  let isConnected = false
  let isStopping = false
  let socket: WebSocket | undefined
  let attempts = 0

  async function connectOnce(): Promise<void> {
    const opened = new WebSocket(`${address.replace(/^http/, 'ws')}/live`, SUBPROTOCOL)
    socket = opened
    const closed = new Promise<void>((resolve) => opened.once('close', () => resolve()))
    let silence = setTimeout(() => opened.terminate(), DEAD_AFTER_MS)
    let isFirst = true
    opened.on('error', () => undefined)
    opened.on('open', () => {
      const resume = held && { epoch: held.epoch, revision: held.revision }
      opened.send(JSON.stringify({ type: 'subscribe', board, ...(resume && { resume }) }))
    })
    opened.on('message', (data: Buffer) => {
      clearTimeout(silence)
      silence = setTimeout(() => opened.terminate(), DEAD_AFTER_MS)
      if (isFirst && held !== undefined && !data.toString('utf8', 0, 30).includes('"snapshot"')) counts.resumed += 1
      isFirst = false
      take(data.toString())
      if (held === undefined) return opened.terminate()
      attempts = 0
      isConnected = true
    })
    await closed
    clearTimeout(silence)
    if (isConnected && !isStopping) counts.losses += 1
    isConnected = false
  }

  function take(text: string): void {
    const message = parseServerMessage(text)
    if (message === undefined) throw new Error(`not a frame: ${text.slice(0, 100)}`)
    if (!isViewMessage(message) || (message.type === 'pulse' && held === undefined)) return
    held = heldAfter(held, message)
    if (held === undefined) counts.gaps += 1
  }

  async function keepLinked(): Promise<void> {
    while (!isStopping) {
      await connectOnce()
      if (!isStopping) await delay(backOff(Math.min(attempts++, SLOWEST_ATTEMPT), Math.random()))
    }
  }

  const running = keepLinked()
  return {
    get held() {
      return held
    },
    get isConnected() {
      return isConnected
    },
    get losses() {
      return counts.losses
    },
    get resumed() {
      return counts.resumed
    },
    get gaps() {
      return counts.gaps
    },
    async stop() {
      isStopping = true
      socket?.terminate()
      await running
    },
  }
}
