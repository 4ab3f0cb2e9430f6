/** Damaged stored snapshots: each is passed over with a reason, or loads to the same views. */
import { createSite, loadSite, type Site } from '../../src/core/site.ts'
import { decodeEvent } from '../../src/core/events/decode.ts'
import { checksum, packSites, type SiteDumps } from '../../src/server/snapshots/content.ts'
import { takeUpSnapshot } from '../../src/server/snapshots/takeUp.ts'
import { aHead, wanted } from '../server/snapshots/stored.ts'
import { chance } from '../simulation/random.ts'
import { memorySnapshots } from '../support/memorySnapshots.ts'
import { goodEvents } from './goodEvents.ts'
import { damaged, misshapen } from './mutate.ts'

export interface FuzzedSnapshots {
  readonly cases: number
  readonly loaded: number
  /** By reason, without what differs from one to the next. */
  readonly skipped: Readonly<Record<string, number>>
  readonly wrong: readonly string[]
}

export async function fuzzSnapshots(cases: number, seed: number): Promise<FuzzedSnapshots> {
  const by = chance(seed)
  const site = aFoldedSite(seed)
  const content = Buffer.from(await packSites({ main: site.dump() }))
  const head = aHead({ sha256: checksum(content) })
  const expected = viewText(site)
  const skipped: Record<string, number> = {}
  const wrong: string[] = []
  let loaded = 0
  for (let i = 0; i < cases; i++) {
    const kept = memorySnapshots()
    const hurtsContent = by.often(0.5)
    const bytes = hurtsContent ? damaged(content, content, by) : content
    const text = hurtsContent
      ? JSON.stringify(head)
      : by.often(0.5)
        ? misshapen(head, [head], by)
        : JSON.stringify(head)
    const headBytes = hurtsContent || by.often(0.5) ? Buffer.from(text) : damaged(Buffer.from(text), content, by)
    await kept.write({ name: 'one', head: Buffer.from(headBytes).toString(), content: bytes })
    const taken = await takeUpSnapshot({
      store: kept,
      wanted: wanted(),
      use: ({ main }: SiteDumps) => {
        if (main === undefined || viewText(loadSite({ site: 'main' }, main)) !== expected)
          wrong.push(text.slice(0, 300))
      },
      skipped: (_name, reason) => {
        const kind = reason.replace(/[\d"'].*/, '…')
        skipped[kind] = (skipped[kind] ?? 0) + 1
      },
    })
    if (taken !== undefined) loaded += 1
  }
  return { cases, loaded, skipped, wrong: wrong.slice(0, 5) }
}

function aFoldedSite(seed: number): Site {
  const site = createSite({ site: 'main' })
  const events = goodEvents(seed)
  for (let i = 0; i < 1_500; i++) {
    const decoded = decodeEvent(events.next().value.event)
    if ('event' in decoded) site.apply(decoded.event)
  }
  return site
}

function viewText(site: Site): string {
  return JSON.stringify(site.floorView({ live: false, appliedSeq: 0 }))
}
