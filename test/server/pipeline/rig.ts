/** A pipeline with everything around it faked. */
import { epochMs, type EpochMs } from '../../../src/core/units.ts'
import { decodeMessage } from '../../../src/server/feed/read/decodeMessage.ts'
import { createPipeline, type Pipeline, type PipelineOptions } from '../../../src/server/pipeline.ts'
import type { DecodedMessage, FeedState, LogFields, LoggedMessage } from '../../../src/server/ports.ts'
import { silentLog } from '../../support/silentLog.ts'
import { fakeSite, type FakeSite } from './fakeSite.ts'

export const START = Date.parse('2026-03-02T09:00:00.000Z')

export interface Rig {
  readonly pipeline: Pipeline
  /** What the server's clock shows. */
  now: number
  /** The feed's state; `publish` moves lastSeq. */
  readonly feed: FeedState
  /** Every site created, in order: after a restart there are two of each. */
  readonly created: FakeSite[]
  readonly copies: { site: string; seq: number; reason: string }[]
  readonly refolds: string[]
  readonly errors: { fields: LogFields; text: string }[]
  /** The newest site of that name. */
  site(name?: string): FakeSite
  /** Stores an event and has the pipeline read it. */
  publish(event?: PublishedEvent): DecodedMessage
  /** Lets time pass and ticks, as often as said. */
  tick(times?: number): void
}

export interface PublishedEvent {
  id?: string
  site?: string
  /** The event's own time; the clock's when left out. */
  time?: number
  subject?: string
  body?: string | Uint8Array
  headers?: Record<string, string>
}

export function aRig(options: Partial<PipelineOptions> = {}): Rig {
  const created: FakeSite[] = []
  const copies: Rig['copies'] = []
  const refolds: string[] = []
  const errors: Rig['errors'] = []
  let epochs = 0
  let seq = 0

  const pipeline = createPipeline({
    createSite(config) {
      const site = fakeSite(config)
      created.push(site)
      return site
    },
    loadSite(config, { asOf }) {
      const site = fakeSite(config)
      site.advanceTo(asOf)
      created.push(site)
      return site
    },
    siteConfig: (site) => ({ site }),
    clock: { now: () => epochMs(rig.now) },
    log: {
      ...silentLog,
      error: (fields, text) => void errors.push({ fields, text }),
    },
    clockMode: 'wall',
    rejections: { copy: ({ site, seq: at, reason }) => void copies.push({ site, seq: at, reason }) },
    epoch: () => `e${++epochs}`,
    feedState: () => rig.feed,
    refold: (reason) => void refolds.push(reason),
    ...options,
  })

  const rig: Rig = {
    pipeline,
    now: START,
    feed: { linked: true, lastSeq: 0 },
    created,
    copies,
    refolds,
    errors,
    site(name = 'main') {
      const site = created.findLast(({ config }) => config.site === name)
      if (site === undefined) throw new Error(`no site ${name}`)
      return site
    },
    publish(event = {}) {
      seq += 1
      rig.feed.lastSeq = Math.max(rig.feed.lastSeq, seq)
      const message = aMessage(seq, epochMs(rig.now), event)
      pipeline.message(message)
      return message
    },
    tick(times = 1) {
      for (let i = 0; i < times; i++) {
        rig.now += 250
        pipeline.tick()
      }
    },
  }
  return rig
}

export function aMessage(seq: number, storedAt: EpochMs, event?: PublishedEvent): DecodedMessage {
  return decodeMessage(aLoggedMessage(seq, storedAt, event))
}

export function aLoggedMessage(seq: number, storedAt: EpochMs, event: PublishedEvent = {}): LoggedMessage {
  const { id = `n${seq}`, site = 'main', time = storedAt, subject = `floor.${site}.notice.posted` } = event
  const { body = anEvent(id, time), headers = {} } = event
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  return { seq, storedAt, subject, headers: new Map(Object.entries(headers)), body: bytes }
}

export function anEvent(id: string, time: number, text = 'x'): string {
  const at = new Date(time).toISOString()
  return JSON.stringify({
    specversion: '1.0',
    id,
    source: '/test',
    type: 'notice.posted',
    time: at,
    data: { notice: id, text },
  })
}
