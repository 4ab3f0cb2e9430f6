/** One thread, one rebuild at a time, a bounded queue, and a new thread when one is lost. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Job } from '../../../src/server/rewind/jobs.ts'
import { createLane, MAX_WAITING, type Lane } from '../../../src/server/rewind/lane.ts'
import { epochMs } from '../../../src/core/units.ts'

const settings = { natsUrl: '', sites: {}, clockMode: 'wall' } as const
const failures: string[] = []
let lane: Lane

/** The worker does as the site's name says: `echo`, `throw` or `hold` for a while. */
function job(site: string): Job {
  return { what: 'floor', site, at: epochMs(0), now: epochMs(0) }
}

beforeEach(() => {
  failures.length = 0
  lane = createLane({
    settings,
    failures: { report: (kind) => void failures.push(kind) },
    worker: new URL('./obedientWorker.ts', import.meta.url),
  })
})

afterEach(() => lane.stop())

describe('a lane', () => {
  test('[SV84] makes one rebuild at a time, lets eight wait and turns the others away with 429', async () => {
    const asked = Array.from({ length: MAX_WAITING + 4 }, () => lane.run(job('hold')))
    expect(lane.counts()).toEqual({ done: 0, failed: 0, refused: 3, lost: 0, waiting: MAX_WAITING, running: 1 })
    const outcomes = await Promise.all(asked)
    const refused = outcomes.filter((outcome) => 'failure' in outcome)
    expect(refused).toEqual(
      Array.from({ length: 3 }, () => ({
        failure: { status: 429, detail: 'too many moments are being rebuilt just now', retryAfterS: 1 },
      })),
    )
    const texts = outcomes.flatMap((outcome) => ('text' in outcome ? [outcome.text] : []))
    expect(texts).toEqual(Array.from({ length: MAX_WAITING + 1 }, (_, n) => `1 at once, number ${n + 1}`))
    expect(await lane.run(job('echo'))).toEqual({ text: 'echo' })
  })

  test('[SV84] answers 503 when a rebuild fails, and goes on', async () => {
    expect(await lane.run(job('throw'))).toMatchObject({ failure: { status: 503, retryAfterS: 2 } })
    expect(failures).toEqual(['rebuildFailed'])
    expect(await lane.run(job('echo'))).toEqual({ text: 'echo' })
    expect(lane.counts()).toMatchObject({ done: 1, failed: 1, lost: 0 })
  })

  test('[SV84] starts another worker when one is lost; those who waited are served', async () => {
    const [lost, served] = await Promise.all([lane.run(job('die')), lane.run(job('echo'))])
    expect(lost).toMatchObject({ failure: { status: 503 } })
    expect(served).toEqual({ text: 'echo' })
    expect(failures).toEqual(['rebuildWorkerLost'])
    expect(lane.counts()).toMatchObject({ done: 1, failed: 1, lost: 1 })
  })

  test('[SV84] stopped, it answers all who wait', async () => {
    const asked = [lane.run(job('hold')), lane.run(job('hold'))]
    await lane.stop()
    expect(await Promise.all(asked)).toMatchObject([{ failure: { status: 503 } }, { failure: { status: 503 } }])
  })
})
