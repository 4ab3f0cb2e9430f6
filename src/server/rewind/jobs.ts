/** What a worker is asked to rebuild, and what it answers. */
import type { SiteConfig } from '../../core/site.ts'
import type { EpochMs, SiteId } from '../../core/units.ts'
import type { BoardDefinition } from '../../core/view/boardView.ts'

export type Job =
  | { readonly what: 'floor' | 'intervals'; readonly site: SiteId; readonly at: EpochMs; readonly now: EpochMs }
  | {
      readonly what: 'board'
      readonly site: SiteId
      readonly at: EpochMs
      readonly now: EpochMs
      readonly board: BoardDefinition
    }
  | {
      readonly what: 'history'
      readonly site: SiteId
      readonly from: EpochMs
      readonly to: EpochMs
      readonly now: EpochMs
    }
  | { readonly what: 'breach'; readonly site: SiteId; readonly after: EpochMs; readonly now: EpochMs }

/** Why something cannot be shown, as HTTP says it. */
export interface Failure {
  readonly status: number
  readonly detail: string
  /** When asking again is worth it, s. */
  readonly retryAfterS?: number
}

export type Outcome = { readonly text: string } | { readonly failure: Failure }

/** What a worker needs of the server it works for. */
export interface WorkerSettings {
  readonly natsUrl: string
  readonly sites: Readonly<Record<SiteId, SiteConfig>>
  readonly clockMode: 'wall' | 'events'
}

export class RebuildFailed extends Error {
  override readonly name = 'RebuildFailed'
  readonly failure: Failure

  constructor(status: number, detail: string, retryAfterS?: number) {
    super(detail)
    this.failure = retryAfterS === undefined ? { status, detail } : { status, detail, retryAfterS }
  }
}
