/** What a person has asked for at this display, and what came of it, by the id it is about. Pure. */
import type { ActMessage, AnswerMessage } from '../../protocol/messages.ts'

export type Act = Exclude<ActMessage, { type: 'acknowledge' }>
export type ActType = Act['type']

/** `silent`: no answer came in time, or the link went while waiting; it may have been done all the same. */
export type Answer = AnswerMessage | { type: 'silent' }

export type Refusal = Extract<AnswerMessage, { type: 'refused' }>

export interface Outcome {
  act: ActType
  answer: Answer
}

export interface ActsHeld {
  /** Sent, not answered yet. */
  pending: Readonly<Record<string, ActType>>
  /** The newest answer there is, and what it is about. */
  last?: Outcome & { re: string }
}

export const NO_ACTS: ActsHeld = { pending: {} }

export function subjectOf(act: Act): string {
  return act.type === 'correct' ? act.contact : act.escalation
}

function without(pending: ActsHeld['pending'], re: string): ActsHeld['pending'] {
  return Object.fromEntries(Object.entries(pending).filter(([id]) => id !== re))
}

/** Once sent; what was said of earlier acts is forgotten. */
export function sent(held: ActsHeld, act: Act): ActsHeld {
  return { pending: { ...held.pending, [subjectOf(act)]: act.type } }
}

/** An answer nobody waits for any more is let go: what the board shows is newer. */
export function answered(held: ActsHeld, re: string, answer: Answer): ActsHeld {
  const act = Object.hasOwn(held.pending, re) ? held.pending[re] : undefined
  return act === undefined ? held : { pending: without(held.pending, re), last: { re, act, answer } }
}
