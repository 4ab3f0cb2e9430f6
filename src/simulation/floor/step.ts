/** What can be planned. A step names what it is about; whether it still applies is judged when it is due. */
import type { SourceId } from '../../core/units.ts'
import type { Pause, WorkDay } from '../world/roster.ts'
import type { SimAgent, SimContact, SimQueue, Talk } from './centre.ts'

/** How a wait may end without an answer. */
export type Leaving =
  | 'abandon'
  | 'overflow'
  | 'timeout'
  | 'voicemail'
  | 'callback'
  | 'key'
  | 'empty'
  /** The colleague asked for does not come: the asking agent takes the contact back. */
  | 'withdraw'
  /** The customer hangs up on an agent who is asking a colleague. */
  | 'hangUp'

export interface Ticket {
  readonly id: string
  readonly queue: SimQueue
  readonly customer: string
  reopened: number
}

export interface Escalation {
  readonly id: string
  released: number
}

export type Step =
  | { readonly do: 'open' }
  | { readonly do: 'declareQueues' }
  | { readonly do: 'arrive'; readonly queue: SimQueue }
  | { readonly do: 'surge' }
  | { readonly do: 'route' }
  | { readonly do: 'leave'; readonly contact: SimContact; readonly stay: number; readonly how: Leaving }
  | { readonly do: 'callBack'; readonly customer: string; readonly queue: SimQueue }
  | { readonly do: 'answer'; readonly contact: SimContact; readonly agent: SimAgent; readonly alert: number }
  | { readonly do: 'missAlert'; readonly contact: SimContact; readonly agent: SimAgent; readonly alert: number }
  | { readonly do: 'pickUp'; readonly contact: SimContact; readonly agent: SimAgent }
  | { readonly do: 'hold'; readonly talk: Talk }
  | { readonly do: 'retrieve'; readonly talk: Talk }
  | { readonly do: 'dropLine'; readonly talk: Talk }
  | { readonly do: 'escalate'; readonly talk: Talk }
  | { readonly do: 'finish'; readonly talk: Talk }
  | { readonly do: 'consult'; readonly talk: Talk; readonly queue: SimQueue }
  | { readonly do: 'handOver'; readonly from: Talk; readonly to: Talk }
  | { readonly do: 'wrapUp'; readonly talk: Talk }
  | { readonly do: 'signOn'; readonly agent: SimAgent; readonly day: WorkDay }
  | { readonly do: 'signOff'; readonly agent: SimAgent }
  | { readonly do: 'pause'; readonly agent: SimAgent; readonly pause: Pause }
  | { readonly do: 'resume'; readonly agent: SimAgent }
  | { readonly do: 'openTicket' }
  | { readonly do: 'replyTicket'; readonly ticket: Ticket }
  | { readonly do: 'resolveTicket'; readonly ticket: Ticket }
  | { readonly do: 'afterResolved'; readonly ticket: Ticket; readonly then: 'reopen' | 'close' }
  | { readonly do: 'survey'; readonly talk: Talk }
  | { readonly do: 'surveyTicket'; readonly ticket: Ticket }
  | { readonly do: 'claim'; readonly escalation: Escalation }
  | { readonly do: 'release'; readonly escalation: Escalation; readonly by: string }
  | { readonly do: 'settle'; readonly escalation: Escalation; readonly by: string }
  | { readonly do: 'postNotice' }
  | { readonly do: 'clearNotice'; readonly notice: string }
  | { readonly do: 'beat'; readonly source: SourceId }

/** The step of one kind. */
export type StepTo<K extends Step['do']> = Extract<Step, { do: K }>
