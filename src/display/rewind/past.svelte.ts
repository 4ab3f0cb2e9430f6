/** A past moment of a board: asks for it, plays on from it, and knows what lies around it. One request at a time. */
import { epochMs, parseInstant, type EpochMs } from '../../core/units.ts'
import type { HistoryView } from '../../core/view/historyView.ts'
import type { ServerClock } from '../clock.svelte.ts'
import { askBreach, askFrame, askHistory, type PastFrame, type Trouble } from './asking.ts'
import { atSpeed, heldBack, momentOf, movedTo, shownMoment, type Playing, type Speed } from './playing.ts'
import { spanAround, type Span } from './scrub.ts'

const TICK_MS = 200
/** Played in real time, a frame a second says all. */
const FRAME_MS = 1_000
/** Played faster, four frames a second do. */
const FRAME_EVERY_MS = 250
/** How often the newest end of the history is asked for. */
const HISTORY_EVERY_MS = 60_000

export interface PastOptions {
  readonly board: string
  readonly at: EpochMs
  readonly clock: ServerClock
}

export class Past {
  /** The newest frame; undefined before the first. */
  frame = $state.raw<PastFrame>()
  history = $state.raw<HistoryView>()
  span = $state.raw<Span>()
  trouble = $state.raw<Trouble>()
  playing = $state.raw<Playing>()
  /** What became of the search for the next breach; empty when none is sought. */
  sought = $state('')
  /** The server's time at the last look. */
  now = $state(epochMs(0))

  /** When the figures are of. */
  readonly asOf = $derived.by(() => (this.frame === undefined ? undefined : parseInstant(this.frame.asOf)))
  /** The newest moment there is, as far as the server said. */
  readonly edge = $derived.by(() => parseInstant(this.frame?.serverNow ?? '') ?? epochMs(0))
  /** The moment wanted. */
  readonly moment = $derived.by(() => (this.playing ? momentOf(this.playing, this.now, this.edge) : undefined))
  /** The moment the wall shows. */
  readonly shown = $derived.by(() => {
    const { asOf, moment, playing } = this
    if (asOf === undefined || moment === undefined || playing === undefined) return undefined
    return playing.speed === 0 || moment < asOf ? asOf : shownMoment(moment, asOf, playing.speed)
  })
  /** Another moment is wanted than is shown. */
  readonly isBehind = $derived.by(() => this.playing?.speed === 0 && this.asOf !== this.playing.at)

  readonly #options: PastOptions
  readonly #stopping = new AbortController()
  #asking = false
  #askedAt = 0
  #notBefore = 0
  #latencyMs = 0
  #historyAsked: EpochMs | undefined
  #isHistoryAsked = false
  /** Ends the search for a breach. */
  #seeking = new AbortController()

  constructor(options: PastOptions) {
    this.#options = options
    this.playing = { at: options.at, since: options.clock.now(), speed: 0 }
  }

  /** Asks and plays until the returned function is called. */
  start(): () => void {
    const timer = setInterval(() => this.#tick(), TICK_MS)
    this.#tick()
    return () => {
      clearInterval(timer)
      this.#seeking.abort()
      this.#stopping.abort()
    }
  }

  /** Plays at this speed, or stands. */
  play(speed: Speed | 0): void {
    const now = this.#options.clock.now()
    if (this.playing) this.playing = atSpeed(this.playing, speed, now, this.edge)
    this.#tick()
  }

  moveTo(at: EpochMs): void {
    const now = this.#options.clock.now()
    const edge = this.frame === undefined ? now : this.edge
    if (this.playing) this.playing = movedTo(this.playing, epochMs(Math.min(at, edge)), now)
    this.#seekNoMore()
    this.trouble = undefined
    this.#notBefore = 0
    this.#tick()
  }

  /** Goes to the next breach of a target and stands there, once it is found; false when it is not, or sought no more. */
  async nextBreach(): Promise<boolean> {
    if (this.moment === undefined) return false
    this.#seekNoMore()
    const { signal } = (this.#seeking = new AbortController())
    this.sought = 'Looking for the next breach'
    const found = await this.#breachAfter(this.moment, signal)
    if (found === undefined) return false
    this.play(0)
    this.moveTo(found)
    return true
  }

  /** The server looks some hours on at a time, and may have no turn for us; undefined: none, or sought no more. */
  async #breachAfter(from: EpochMs, signal: AbortSignal): Promise<EpochMs | undefined> {
    let after = from
    for (;;) {
      const answer = await askBreach(this.#options.board, after, signal)
      if (signal.aborted) return undefined
      if ('trouble' in answer) {
        this.sought = answer.trouble.words
        if (answer.trouble.kind === 'never') return undefined
        await pause(answer.trouble.afterMs)
        continue
      }
      const found = parseInstant(answer.got.at ?? '')
      if (found !== undefined) return found
      const until = parseInstant(answer.got.until) ?? after
      if (until <= after || until >= this.edge) {
        this.sought = 'No breach after this'
        return undefined
      }
      after = until
    }
  }

  #seekNoMore(): void {
    this.#seeking.abort()
    this.sought = ''
  }

  #tick(): void {
    this.now = this.#options.clock.now()
    if (this.playing && this.asOf !== undefined) this.playing = heldBack(this.playing, this.asOf, this.now, this.edge)
    const wanted = this.#wanted()
    if (wanted !== undefined && !this.#asking && this.now >= this.#notBefore) void this.#askFrame(wanted)
    if (this.#isHistoryDue()) void this.#askHistory()
  }

  /** The moment to ask for now: play's own, ahead by the way of a frame. */
  #wanted(): EpochMs | undefined {
    const { playing, asOf, moment } = this
    if (playing === undefined || moment === undefined) return undefined
    if (playing.speed === 0) return asOf === playing.at ? undefined : playing.at
    if (asOf === undefined) return playing.at
    if (this.now - this.#askedAt < FRAME_EVERY_MS) return undefined
    const ahead = Math.floor(moment + playing.speed * this.#latencyMs)
    const at = epochMs(Math.min(ahead, this.edge))
    // At the newest moment only an answer tells how far it has moved on.
    const isAtEdge = at === this.edge && asOf < at && this.now - this.#askedAt >= FRAME_MS
    return at < asOf || at - asOf >= FRAME_MS || isAtEdge ? at : undefined
  }

  async #askFrame(at: EpochMs): Promise<void> {
    const { board, clock } = this.#options
    const asked = clock.now()
    this.#asking = true
    this.#askedAt = asked
    const answer = await askFrame(board, at, this.#stopping.signal)
    this.#asking = false
    if (this.#stopping.signal.aborted) return
    if ('got' in answer) this.#show(answer.got, clock.now() - asked)
    else this.#trouble(answer.trouble)
  }

  #show(frame: PastFrame, tookMs: number): void {
    const serverNow = parseInstant(frame.serverNow)
    if (serverNow !== undefined) this.#options.clock.learn({ asOf: serverNow, serverNow, isLive: true })
    this.#latencyMs = Math.min(2_000, this.#latencyMs * 0.7 + tookMs * 0.3)
    this.frame = frame
    this.trouble = undefined
    this.#tick()
  }

  #trouble(trouble: Trouble): void {
    this.trouble = trouble
    const waitMs = trouble.kind === 'wait' ? trouble.afterMs : Infinity
    this.#notBefore = this.#options.clock.now() + waitMs
    if (trouble.kind === 'never' && this.playing) this.playing = { ...this.playing, speed: 0 }
  }

  /** Once there are figures: at first, every minute, and where the moment leaves the hours that are shown. */
  #isHistoryDue(): boolean {
    const { moment, span } = this
    if (this.asOf === undefined || moment === undefined || this.#isHistoryAsked) return false
    if (this.#historyAsked === undefined || span === undefined) return true
    return this.now - this.#historyAsked > HISTORY_EVERY_MS || moment < span.from
  }

  async #askHistory(): Promise<void> {
    const { moment = this.edge, edge } = this
    const span = spanAround(moment, edge)
    this.#isHistoryAsked = true
    this.span ??= span
    const answer = await askHistory(this.#options.board, span, this.#stopping.signal)
    this.#isHistoryAsked = false
    if (this.#stopping.signal.aborted) return
    this.#historyAsked = 'got' in answer ? this.now : epochMs(this.now - HISTORY_EVERY_MS + SOON_MS)
    this.span = span
    if ('got' in answer) this.history = answer.got
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** A history that could not be had is asked for again. */
const SOON_MS = 3_000
