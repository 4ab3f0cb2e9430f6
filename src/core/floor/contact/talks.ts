/** One agent's talk with a contact: held, retrieved, and what its end tells the agent. */
import { durationMs, type ContactId, type EpochMs } from '../../units.ts'
import type { Talk } from './contactState.ts'
import type { AgentSignal, TalkEnd } from '../input.ts'

/** A talk on hold already stays so since then. */
export function held(talk: Talk, at: EpochMs): Talk {
  return talk.heldSince === undefined ? { ...talk, heldSince: at } : talk
}

export function retrieved(talk: Talk, at: EpochMs): Talk {
  const { heldSince } = talk
  return heldSince === undefined ? talk : { ...talk, heldSince: undefined, holdMs: talk.holdMs + (at - heldSince) }
}

/** How a talk ends, and whose. */
interface Ending extends Pick<TalkEnd, 'wrapUp' | 'counted'> {
  readonly contact: ContactId
}

/** F5: an open hold ends with the talk. */
export function talkEnded(talk: Talk, at: EpochMs, { contact, wrapUp, counted }: Ending): AgentSignal {
  const { handle, queue, answeredAt, holdMs: heldMs } = retrieved(talk, at)
  const holdMs = durationMs(heldMs)
  const talkMs = durationMs(at - answeredAt - heldMs)
  const answered = queue === undefined ? {} : { queue }
  return { type: 'talkEnded', contact, handle, ...answered, talkMs, holdMs, wrapUp, counted }
}
