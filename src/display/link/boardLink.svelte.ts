/** The link of one display to its board: keeps a socket for ever, holds the view, knows when it is old. */
import { epochMs, parseInstant, type EpochMs } from '../../core/units.ts'
import { parseServerMessage } from '../../protocol/codec.ts'
import { SUBPROTOCOL, type ActMessage, type AnswerMessage, type SubscribeMessage } from '../../protocol/messages.ts'
import type { ServerClock } from '../clock.svelte.ts'
import { heldAfter, isViewMessage, type Held, type ViewMessage } from './held.ts'
import { ageMs, isSocketDead, lostSince, proofAfter, type Proof } from './proof.ts'
import { afterClose, backOff, SLOWEST_ATTEMPT, type Problem } from './retry.ts'
import { allowReload, reloadOnce } from './reload.ts'

/** How often proof of life is looked for: well inside the half second W4 leaves us. */
const WATCH_EVERY_MS = 200

export interface LinkOptions {
  board: string
  clock: ServerClock
  /** Told of every answer to an act. */
  onAnswer?: (answer: AnswerMessage) => void
}

export class BoardLink {
  /** What is shown; undefined before the first snapshot. */
  held = $state.raw<Held>()
  /** Since when every number is old; undefined while they live. */
  oldSince = $state<EpochMs>()
  isConnected = $state(false)
  attempts = $state(0)
  nextTryAt = $state<EpochMs>()
  problem = $state<Problem>()

  readonly #options: LinkOptions
  /** Who acts here (W5); undefined: nobody has said. */
  #as: string | undefined
  #socket: WebSocket | undefined
  /** What the next frame builds on; undefined until a snapshot has come. */
  #base: Held | undefined
  #proof: Proof | undefined
  #signAt = epochMs(0)
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(options: LinkOptions) {
    this.#options = options
  }

  /** Connects and watches until the returned function is called. */
  start(): () => void {
    const watch = () => this.#watch()
    const timer = setInterval(watch, WATCH_EVERY_MS)
    document.addEventListener('visibilitychange', watch)
    window.addEventListener('pageshow', watch)
    this.#connect()
    return () => {
      clearInterval(timer)
      clearTimeout(this.#retry)
      document.removeEventListener('visibilitychange', watch)
      window.removeEventListener('pageshow', watch)
      this.#drop()
    }
  }

  /** Who acts here from now on: subscribes anew, and for the whole view, since a delta may be on its way. */
  actAs(name: string | undefined): void {
    this.#as = name
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(this.#subscription()))
  }

  /** False: there is no link to send it over. */
  send(act: ActMessage): boolean {
    if (!this.isConnected || this.#socket?.readyState !== WebSocket.OPEN) return false
    this.#socket.send(JSON.stringify(act))
    return true
  }

  /** How old the newest numbers are now, ms. */
  ageMs(): number {
    return this.#proof === undefined ? 0 : ageMs(this.#proof, this.#options.clock.now())
  }

  #connect(): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    const socket = new WebSocket(`${scheme}://${location.host}/live`, SUBPROTOCOL)
    this.#socket = socket
    this.#signAt = this.#options.clock.now()
    this.nextTryAt = undefined
    socket.onopen = () => socket.send(JSON.stringify(this.#subscription(this.#base)))
    socket.onmessage = ({ data }) => this.#receive(socket, data)
    socket.onclose = ({ code }) => this.#closed(socket, code)
  }

  #subscription(from?: Held): SubscribeMessage {
    const { board } = this.#options
    const resume = from && { epoch: from.epoch, revision: from.revision }
    return { type: 'subscribe', board, ...(resume && { resume }), ...(this.#as !== undefined && { as: this.#as }) }
  }

  #receive(socket: WebSocket, data: unknown): void {
    if (socket !== this.#socket || typeof data !== 'string') return
    const message = parseServerMessage(data)
    if (message === undefined) return
    if (!isViewMessage(message)) return this.#options.onAnswer?.(message)
    if (message.type === 'pulse' && this.#base === undefined) return
    const held = heldAfter(this.#base, message)
    if (held === undefined) this.#startAfresh()
    else this.#show(held, message)
  }

  #show(held: Held, message: ViewMessage): void {
    const { clock } = this.#options
    if (this.#base?.epoch !== held.epoch) clock.forget()
    if (message.type === 'snapshot') allowReload()
    const serverNow = parseInstant(message.serverNow) ?? clock.now()
    const asOf = parseInstant(held.asOf) ?? serverNow
    clock.learn({ asOf, serverNow, isLive: held.feed.live })
    const now = clock.now()
    const since = held.feed.since === undefined ? undefined : parseInstant(held.feed.since)
    const silence = since === undefined ? {} : { feedSilentMs: Math.max(0, serverNow - since) }
    const sign = { now, asOf, feedLive: held.feed.live, ...silence }
    this.#base = held
    this.#proof = proofAfter(this.#proof, sign)
    this.#signAt = now
    this.held = held
    this.isConnected = true
    this.attempts = 0
    this.problem = undefined
    this.#watch()
  }

  /** The frame does not follow what we hold: ask for the whole again. What is shown stays, and ages. */
  #startAfresh(): void {
    this.#base = undefined
    this.#drop()
    this.#tryAgain()
  }

  /** Looks at the age of what is shown: by a timer, and whenever a page may have been asleep. */
  #watch(): void {
    const now = this.#options.clock.now()
    this.oldSince = this.#proof && lostSince(this.#proof, now)
    if (this.#socket === undefined || !isSocketDead(this.#signAt, now)) return
    this.#drop()
    this.#tryAgain()
  }

  #closed(socket: WebSocket, code: number): void {
    if (socket !== this.#socket) return
    this.#socket = undefined
    const next = afterClose(code)
    if (next.action === 'reload' && reloadOnce()) return
    this.problem = next.action === 'wait' ? next.problem : undefined
    if (next.action !== 'retry') this.attempts = Math.max(this.attempts, SLOWEST_ATTEMPT)
    this.#tryAgain()
  }

  #tryAgain(): void {
    const inMs = backOff(this.attempts, Math.random())
    this.isConnected = false
    this.attempts += 1
    this.nextTryAt = epochMs(this.#options.clock.now() + inMs)
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => this.#connect(), inMs)
  }

  #drop(): void {
    const socket = this.#socket
    this.#socket = undefined
    socket?.close()
  }
}
