/** What one display may say and when (W1, W5): subscribe first, then acts; anything else ends the connection. */
import { encodeMessage, parseDisplayMessage } from '../../protocol/codec.ts'
import { MAX_UNSENT_BYTES } from '../../protocol/delivery.ts'
import { CLOSE, type ActMessage, type AnswerMessage, type SubscribeMessage } from '../../protocol/messages.ts'
import type { Acts, Clock, DisplaySocket, LiveBoards } from '../ports.ts'
import type { LiveLimits } from './limits.ts'
import { createRateLimit } from './rateLimit.ts'

/** Why a connection was ended from here: the name it is counted under. */
export type EndedBecause = 'binary' | 'badFrame' | 'noSubscribe' | 'tooFast' | 'noSuchBoard' | 'slow'

export interface DisplaySession {
  readonly isSubscribed: boolean
  /** One text frame of the display. */
  frame(text: string): void
}

export interface SessionOptions {
  display: DisplaySocket
  boards: LiveBoards
  acts: Acts
  limits: LiveLimits
  clock: Clock
  /** Ends the connection and counts why. */
  end: (because: EndedBecause, code: number, reason: string) => void
}

export function createDisplaySession(options: SessionOptions): DisplaySession {
  const { display, boards, acts, limits, clock, end } = options
  const isFrameWithin = createRateLimit(clock, limits.maxFrames, limits.rateWindowMs)
  const isSubscribeWithin = createRateLimit(clock, limits.maxSubscribes, limits.rateWindowMs)
  let subscribed: SubscribeMessage | undefined

  function subscribe(message: SubscribeMessage): void {
    if (!isSubscribeWithin()) return end('tooFast', CLOSE.policy, 'too many subscribes')
    subscribed = message
    if (!boards.subscribe(display, message.board, message.resume))
      end('noSuchBoard', CLOSE.noSuchBoard, 'no such board')
  }

  function act(message: ActMessage): void {
    if (subscribed === undefined) return end('noSubscribe', CLOSE.policy, 'subscribe first')
    const { board, as: by } = subscribed
    void acts.act({ display, board, by, message }).then(answer)
  }

  function answer(message: AnswerMessage): void {
    if (display.unsentBytes() > MAX_UNSENT_BYTES) return end('slow', CLOSE.tryAgain, 'too slow')
    display.send(encodeMessage(message))
  }

  return {
    get isSubscribed() {
      return subscribed !== undefined
    },
    frame(text) {
      if (!isFrameWithin()) return end('tooFast', CLOSE.policy, 'too many frames')
      const parsed = parseDisplayMessage(text)
      if ('mistake' in parsed) end('badFrame', CLOSE.policy, parsed.mistake)
      else if (parsed.message.type === 'subscribe') subscribe(parsed.message)
      else act(parsed.message)
    },
  }
}
