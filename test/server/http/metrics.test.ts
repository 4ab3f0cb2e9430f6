/** What /metrics asks of the parts. */
import { expect, test } from 'vitest'
import { createMetrics } from '../../../src/server/http/metrics.ts'
import { aRig } from '../pipeline/rig.ts'

const NO_REBUILDS = { running: 0, waiting: 0, done: 0, failed: 0, refused: 0, lost: 0 }

test('a scrape asks the pipeline for its status once, and the next scrape asks again', async () => {
  const { pipeline } = aRig()
  let asked = 0
  const metrics = createMetrics({
    pipeline: {
      ...pipeline,
      status() {
        asked += 1
        return { ...pipeline.status(), messages: asked }
      },
    },
    feed: { counts: () => ({ links: 1, losses: {}, waits: 0 }) },
    rejections: { counts: () => ({ copied: 0, dropped: 0, waiting: 0 }) },
    snapshots: { status: () => ({ stored: 0, failed: 0, isFailing: false, removed: 0, skipped: 0 }) },
    rewind: { counts: () => ({ moments: NO_REBUILDS, histories: NO_REBUILDS }) },
    live: () => ({ connections: 0, opened: 0, refused: {} }),
    ingest: { accepted: 0, duplicates: 0, notStored: 0, rejected: {}, hungUp: 0, refused: {} },
    door: { refused: {} },
    malformed: {},
    acts: { counts: {} },
    failures: { counts: {} },
    lostLogLines: () => 0,
  })
  expect(await metrics.text()).toContain('callboard_messages_total 1\n')
  expect(await metrics.text()).toContain('callboard_messages_total 2\n')
})
