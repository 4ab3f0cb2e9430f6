/** A site that shows the events it was given as notices: all the pipeline needs to know of the core. */
import type { SiteConfig, SiteDump, SiteSizes } from '../../../src/core/site.ts'
import { epochMs, toInstant, type EpochMs } from '../../../src/core/units.ts'
import type { FloorBoardView } from '../../../src/core/view/boardView.ts'
import type { FloorView, NoticeView } from '../../../src/core/view/floorView.ts'
import type { FoldingSite } from '../../../src/server/pipeline/siteFold.ts'
import { view as exampleView } from '../../protocol/examples.ts'

export interface FakeSite extends FoldingSite {
  readonly config: SiteConfig
  readonly storedAt: (EpochMs | undefined)[]
  readonly rejections: string[]
  /** What the log no longer reached, if anything. */
  missing: EpochMs | undefined
  viewed: number
}

const NOTHING_HELD: SiteSizes = {
  contacts: 0,
  agents: 0,
  queues: 0,
  sources: 0,
  tickets: 0,
  escalations: 0,
  notices: 0,
  identities: 0,
  customers: 0,
  closedContacts: 0,
  forgotten: { identities: 0, customers: 0, closedContacts: 0 },
}

/** An event with the id `boom` makes `apply` throw, one with the id `blind` the views; one with the id `surplus` finds no room. */
export function fakeSite(config: SiteConfig): FakeSite {
  const notices: NoticeView[] = []
  const storedAt: (EpochMs | undefined)[] = []
  const rejections: string[] = []
  let asOf = epochMs(0)
  let lastEventAt: EpochMs | undefined
  let isBlind = false

  const site: FakeSite = {
    config,
    storedAt,
    rejections,
    missing: undefined,
    viewed: 0,
    apply(event, stored) {
      if (event.id === 'boom') throw new Error('boom')
      if (event.id === 'surplus') return 'tooManyNotices'
      isBlind ||= event.id === 'blind'
      notices.push({ notice: event.id, text: event.type, postedAt: toInstant(event.time) })
      storedAt.push(stored)
      if (lastEventAt === undefined || event.time > lastEventAt) lastEventAt = event.time
      return undefined
    },
    reject: (reason) => void rejections.push(reason),
    missesBefore: (at) => (site.missing = at),
    dump: () => ({ asOf, notices: [...notices] }) as unknown as SiteDump,
    advanceTo(now) {
      if (now > asOf) asOf = now
    },
    get asOf() {
      return asOf
    },
    get lastEventAt() {
      return lastEventAt
    },
    floorView: ({ live, appliedSeq, epoch, revision, lagMs }) =>
      ({
        site: config.site,
        epoch,
        revision,
        asOf: toInstant(asOf),
        appliedSeq,
        feed: { live, lagMs },
        notices: [...notices],
      }) as unknown as FloorView,
    escalation: () => undefined,
    isSuspect: () => false,
    sizes: () => ({ ...NOTHING_HELD, notices: notices.length }),
    boardView(board, { live }): FloorBoardView {
      if (isBlind) throw new Error('blind')
      site.viewed += 1
      const { site: name } = config
      return { ...exampleView, board, site: name, feed: { ...exampleView.feed, live }, notices: [...notices] }
    },
  }
  return site
}
