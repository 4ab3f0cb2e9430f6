/** What became of an act, and what to do now. */
import type { ActType, Outcome, Refusal } from '../../link/acts.ts'

export interface AnswerWords {
  isDone: boolean
  text: string
  todo: string
}

export const PENDING_WORDS: Record<ActType, string> = {
  claim: 'Claiming',
  release: 'Releasing',
  resolve: 'Resolving',
  correct: 'Ending',
}

const DONE: Record<ActType, { text: string; todo: string }> = {
  claim: { text: 'It is yours.', todo: 'Everybody sees your name on it.' },
  release: { text: 'Released.', todo: 'It waits for an owner again.' },
  resolve: { text: 'Resolved.', todo: 'It is off every screen.' },
  correct: { text: 'Ended.', todo: 'It is no longer listed, and frees whoever was held by it.' },
}

function refused(act: ActType, { reason, owner }: Refusal): { text: string; todo: string } {
  switch (reason) {
    case 'owned':
      return { text: `${owner ?? 'Somebody else'} was first.`, todo: 'It is in hand: take the next one.' }
    case 'notOwner':
      return owner === undefined
        ? { text: 'Nobody has it any more.', todo: 'Claim it first.' }
        : { text: `${owner} has it now.`, todo: 'Ask them to release it.' }
    case 'who':
      return { text: 'Nobody knows who you are.', todo: 'Type your name, then try again.' }
    case 'unknown':
      return { text: 'It is resolved already.', todo: 'Nothing is left to do.' }
    case 'notSuspect':
      return { text: 'It is alive: an event has just named it.', todo: 'It was left as it is.' }
    case 'notYours':
      return { text: 'This page may not do that.', todo: 'Use the lead page of the site.' }
    case 'late':
      return { text: 'It came too late to count.', todo: 'Look again, then try once more.' }
    case 'limit':
      return { text: 'Too many at once.', todo: 'Wait ten seconds, then try again.' }
    case 'unavailable':
      return {
        text: 'The log does not answer.',
        todo: act === 'correct' ? 'Try again once it is live.' : 'It may be done all the same: watch the case.',
      }
  }
}

const SILENT = { text: 'No answer came.', todo: 'It may be done all the same: watch the screen, then try again.' }

export function answerWords({ act, answer }: Outcome): AnswerWords {
  if (answer.type === 'done') return { isDone: true, ...DONE[act] }
  if (answer.type === 'silent') return { isDone: false, ...SILENT }
  return { isDone: false, ...refused(act, answer) }
}
