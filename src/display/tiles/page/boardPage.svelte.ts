/** A page's one board: its view, how old that is, and what is being done about it. */
import type { BoardView } from '../../../core/view/boardView.ts'
import { ServerClock } from '../../clock.svelte.ts'
import { elapsed } from '../../format.ts'
import { freshness } from '../../freshness.ts'
import { BoardLink, type LinkOptions } from '../../link/boardLink.svelte.ts'
import { retryWords } from '../../signalWords.ts'

export class BoardPage<View extends BoardView> {
  readonly clock = new ServerClock()
  readonly link: BoardLink

  readonly view = $derived.by(() => {
    const { problem, held } = this.link
    // A page subscribes to one board, and boards are of one kind.
    return problem === undefined ? (held?.view as View | undefined) : undefined
  })
  /** The age of every number, once they are old. */
  readonly old = $derived.by(() => {
    const { oldSince } = this.link
    return oldSince === undefined ? undefined : elapsed(this.clock.second - oldSince)
  })
  /** What every figure is of: while they are old, the last moment they were true. */
  readonly now = $derived.by(() => this.link.oldSince ?? this.clock.second)
  readonly retry = $derived.by(() => {
    const { held, isConnected, attempts, nextTryAt } = this.link
    return retryWords({ now: this.clock.second, feed: held?.feed ?? { live: false }, isConnected, attempts, nextTryAt })
  })
  readonly freshness = $derived.by(() =>
    freshness({
      now: this.clock.second,
      ageMs: this.link.ageMs(),
      oldSince: this.link.oldSince,
      sources: this.view?.feed.sources ?? {},
    }),
  )
  /** Why there is no view, as `problemWords` puts it. */
  readonly blank = $derived.by(() => ({
    problem: this.link.problem,
    retry: this.retry,
    attempts: this.link.attempts,
  }))
  readonly isInTrouble = $derived.by(() => this.link.problem !== undefined || this.link.attempts > 1)

  constructor(board: string, onAnswer?: LinkOptions['onAnswer']) {
    this.link = new BoardLink({ board, clock: this.clock, ...(onAnswer && { onAnswer }) })
  }

  /** Until the returned function is called. */
  start(): () => void {
    const stops = [this.clock.start(), this.link.start()]
    return () => stops.forEach((stop) => stop())
  }
}
