/** What /api/v1/health tells, and that /readyz tells the same. */
import { describe, expect, test } from 'vitest'
import { createSite } from '../../../src/core/site.ts'
import { durationMs, epochMs, toInstant } from '../../../src/core/units.ts'
import { createHealth, type HealthReport } from '../../../src/server/http/health.ts'
import { withoutCredentials } from '../../../src/server/feed/broker/natsConnect.ts'
import { VERSION } from '../../../src/server/version.ts'
import { aRig, START, type Rig } from '../pipeline/rig.ts'

const iso = (ms: number) => toInstant(epochMs(ms))

interface Asked {
  rig: Rig
  health: HealthReport
  feed: { linked: boolean; lastSeq: number; linkedSince?: number; lastSignAt?: number; reason?: string }
}

/** A pipeline over the real core, and its health. */
function asked(): Asked {
  const rig = aRig({ createSite })
  const feed = Object.assign(rig.feed, { linkedSince: epochMs(START) })
  const health = createHealth({
    pipeline: rig.pipeline,
    feed: { state: () => rig.feed, counts: () => ({ links: 2, losses: { stall: 1 }, waits: 0 }) },
    snapshots: {
      status: () => ({
        stored: 2,
        failed: 1,
        isFailing: true,
        removed: 0,
        skipped: 0,
        startedFrom: 40,
        last: { at: epochMs(START), seq: 70, bytes: 5000, pauseMs: durationMs(9) },
      }),
    },
    rejections: { counts: () => ({ copied: 3, dropped: 0, waiting: 1 }) },
    live: () => ({ connections: 2, opened: 4, refused: { noSubscribe: 1 } }),
    failures: { counts: { request: 1 } },
    clock: { now: () => epochMs(rig.now) },
    startedAt: epochMs(START - 60_000),
    natsUrl: 'nats://callboard:secret@nats.example:4222',
  })
  return { rig, health, feed }
}

function event(type: string, source: string, time: number, data: object): string {
  return JSON.stringify({ specversion: '1.0', id: `${type} ${time}`, source, type, time: iso(time), data })
}

function tell(rig: Rig, type: string, source: string, data: object, time = rig.now): void {
  rig.publish({ subject: `floor.main.${type}`, body: event(type, source, time, data) })
}

describe('health', () => {
  test('[SV50] a live server tells all of itself', () => {
    const { rig, health } = asked()
    tell(rig, 'source.heartbeat', '/acd', { intervalMs: 5_000 })
    rig.publish({ body: 'not JSON' })
    rig.now += 1_000
    expect(health.view()).toEqual({
      ready: true,
      version: VERSION,
      startedAt: iso(START - 60_000),
      serverNow: iso(START + 1_000),
      feed: {
        server: 'nats://nats.example:4222',
        linked: true,
        since: iso(START),
        lagMs: 0,
        appliedSeq: 2,
        lastSeq: 2,
        epoch: 'e1',
        epochs: 1,
        links: 2,
        losses: { stall: 1 },
        messages: 2,
        rereads: 0,
      },
      sites: [
        {
          site: 'main',
          zone: 'UTC',
          figures: {
            asOf: iso(START + 1_000),
            lastEventAt: iso(START),
            sources: [{ source: '/acd', lastEventAt: iso(START), limitMs: 15_000, leastDelayMs: 0, clock: 'right' }],
            rejected: { notJson: 1 },
            late: 0,
            duplicates: 0,
            skewed: 0,
            orphans: 0,
            suspects: 0,
          },
        },
      ],
      displays: { connected: 0, sockets: 2, boards: {}, slowClosed: 0, refused: { noSubscribe: 1 } },
      rejected: { notJson: 1 },
      failures: { request: 1 },
      storage: {
        rejectionCopies: { copied: 3, dropped: 0, waiting: 1 },
        snapshots: {
          stored: 2,
          failed: 1,
          failing: true,
          last: { at: iso(START), seq: 70, bytes: 5000 },
          startedFrom: 40,
        },
      },
    })
  })

  test('[SV50] not ready, it says what is lacking and what to do; readiness is the same function', () => {
    const { rig, health, feed } = asked()
    Object.assign(feed, { linked: false, reason: 'connect ECONNREFUSED', lastSignAt: epochMs(START - 500) })
    expect(health.readiness()).toEqual({ ready: false, lacks: 'link', reason: 'connect ECONNREFUSED' })
    expect(health.view()).toMatchObject({
      ...health.readiness(),
      advice: expect.stringContaining('See that the NATS server runs') as string,
      feed: { linked: false, since: iso(START - 500) },
    })
    Object.assign(feed, { linked: true, lastSeq: 9 })
    rig.publish()
    feed.lastSeq = 9
    const behind = asked()
    behind.feed.lastSeq = 9
    expect(behind.health.view()).toMatchObject({
      ready: false,
      lacks: 'catchingUp',
      reason: 'catching up: read 0 of 9',
    })
  })

  test('[SV51] a source past its limit is silent, as of the site’s asOf, which stands still without a feed', () => {
    const { rig, health, feed } = asked()
    tell(rig, 'source.heartbeat', '/acd', { intervalMs: 5_000 })
    tell(rig, 'contact.enqueued', '/pbx', { contact: 'c1', queue: 'SALES' })
    const silent = () =>
      health.view().sites[0]?.figures?.sources.flatMap((one) => (one.silent === true ? one.source : []))
    rig.now += 15_000
    expect(silent()).toEqual([])
    feed.linked = false
    rig.now += 60_000
    expect(silent()).toEqual([])
    feed.linked = true
    expect(silent()).toEqual(['/acd'])
  })

  test('[SV52] a source whose clock is ahead is told so', () => {
    const { rig, health } = asked()
    tell(rig, 'contact.enqueued', '/pbx', { contact: 'c1', queue: 'SALES' }, START + 90_000)
    expect(health.view().sites[0]?.figures?.sources).toEqual([
      { source: '/pbx', lastEventAt: iso(START), leastDelayMs: -90_000, clock: 'ahead' },
    ])
  })

  test('[SV54] a site that has failed says why, and tells no figures', () => {
    const rig = aRig()
    rig.publish({ id: 'boom' })
    const { pipeline } = rig
    const health = createHealth({
      pipeline,
      feed: { state: () => rig.feed, counts: () => ({ links: 1, losses: {}, waits: 0 }) },
      snapshots: { status: () => ({ stored: 0, failed: 0, isFailing: false, removed: 0, skipped: 0 }) },
      rejections: { counts: () => ({ copied: 0, dropped: 0, waiting: 0 }) },
      live: () => ({ connections: 0, opened: 0, refused: {} }),
      failures: { counts: {} },
      clock: { now: () => epochMs(rig.now) },
      startedAt: epochMs(START),
      natsUrl: 'nats://127.0.0.1:4222',
    })
    expect(health.view().sites).toEqual([
      { site: 'main', zone: 'UTC', failure: expect.stringContaining('boom') as string },
    ])
  })

  test('[SV54] the address of the broker is told without credentials', () => {
    expect(withoutCredentials('nats://u:p@a:4222, tls://token@b:4222,c:4222,u:p@d')).toBe(
      'nats://a:4222, tls://b:4222,c:4222,d',
    )
  })
})
