/** Acts of one page: sent over its link, one at a time for each id, and never left waiting for ever. */
import type { AnswerMessage } from '../../protocol/messages.ts'
import { answered, NO_ACTS, sent, subjectOf, type Act, type ActType, type Answer } from './acts.ts'

/** The server gives an act up after 5 s (AC7); its answer needs a way. */
const ANSWER_WITHIN_MS = 8_000

export class Acts {
  held = $state.raw(NO_ACTS)
  readonly #send: (act: Act) => boolean
  #timers: Record<string, ReturnType<typeof setTimeout>> = {}

  constructor(send: (act: Act) => boolean) {
    this.#send = send
  }

  pendingOf(id: string): ActType | undefined {
    return Object.hasOwn(this.held.pending, id) ? this.held.pending[id] : undefined
  }

  /** Nothing happens while an act on the same id waits for its answer. */
  carryOut(act: Act): void {
    const re = subjectOf(act)
    if (this.pendingOf(re) !== undefined) return
    this.held = sent(this.held, act)
    if (!this.#send(act)) return this.#answer(re, { type: 'silent' })
    this.#timers[re] = setTimeout(() => this.#answer(re, { type: 'silent' }), ANSWER_WITHIN_MS)
  }

  answered(answer: AnswerMessage): void {
    this.#answer(answer.re, answer)
  }

  #answer(re: string, answer: Answer): void {
    clearTimeout(this.#timers[re])
    delete this.#timers[re]
    this.held = answered(this.held, re, answer)
  }
}
