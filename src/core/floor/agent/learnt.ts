/** Which queues' segments an agent has answered, and when last (F7, F16); what may still be taken back, one by one. */
import type { EpochMs, QueueId } from '../../units.ts'
import { isForgottenBy } from '../retention.ts'

interface Answers {
  /** The newest answer that stands for good. */
  settledAt?: EpochMs
  /** Those that may still be taken back, in any order. */
  readonly recent: EpochMs[]
}

/** Plain data of what was learnt for good. */
export type LearntDump = readonly (readonly [QueueId, EpochMs])[]

export class Learnt {
  readonly #answers = new Map<QueueId, Answers>()

  count(queue: QueueId, at: EpochMs, sign: 1 | -1): void {
    const { recent } = this.#of(queue)
    const known = sign === 1 ? -1 : recent.lastIndexOf(at)
    if (sign === 1) recent.push(at)
    else if (known !== -1) recent.splice(known, 1)
  }

  /** What somebody else learnt besides, and has not settled. */
  add(other: Learnt): void {
    for (const [queue, { recent }] of other.#answers) this.#of(queue).recent.push(...recent)
  }

  /** The queues answered at or after `after`. */
  since(after: EpochMs): QueueId[] {
    const found: QueueId[] = []
    for (const [queue, { settledAt = -1, recent }] of this.#answers)
      if (settledAt >= after || recent.some((at) => at >= after)) found.push(queue)
    return found
  }

  /** No answer before `horizon` is taken back any more. */
  settle(horizon: EpochMs): void {
    this.#answers.forEach((answers, queue) => {
      if (answers.recent.length > 0) settleAnswers(answers, horizon)
      const isForgotten = answers.settledAt === undefined || isForgottenBy(answers.settledAt, horizon)
      if (isForgotten && answers.recent.length === 0) this.#answers.delete(queue)
    })
  }

  /** Takes back what is not settled. */
  hide(): void {
    for (const { recent } of this.#answers.values()) recent.length = 0
  }

  dump(): LearntDump {
    return [...this.#answers].flatMap(([queue, { settledAt }]) => (settledAt === undefined ? [] : [[queue, settledAt]]))
  }

  load(dumped: LearntDump): void {
    for (const [queue, settledAt] of dumped) this.#answers.set(queue, { settledAt, recent: [] })
  }

  #of(queue: QueueId): Answers {
    let answers = this.#answers.get(queue)
    if (answers === undefined) this.#answers.set(queue, (answers = { recent: [] }))
    return answers
  }
}

function settleAnswers(answers: Answers, horizon: EpochMs): void {
  const { recent } = answers
  let kept = 0
  for (const at of recent)
    if (at >= horizon) recent[kept++] = at
    else if (at > (answers.settledAt ?? -1)) answers.settledAt = at
  recent.length = kept
}
