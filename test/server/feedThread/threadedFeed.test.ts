/** The feed in its thread, with a real broker: order, runs, questions, room, and what happens when the thread fails. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { jetstreamManager, StorageType } from '@nats-io/jetstream'
import { connect } from 'nats'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { epochMs } from '../../../src/core/units.ts'
import { systemClock } from '../../../src/server/clock.ts'
import type { NatsFeed } from '../../../src/server/feed/read/natsFeed.ts'
import { BATCH_MESSAGES, MAX_BATCHES_UNDERWAY, MAX_CHARS_UNDERWAY } from '../../../src/server/feedThread/outbox.ts'
import { threadedFeed } from '../../../src/server/feedThread/threadedFeed.ts'
import type { FeedHandlers, Log, LogSpan } from '../../../src/server/ports.ts'
import { hearing, until } from '../../support/heard.ts'
import { startNatsServer, type NatsServer } from '../../support/natsServer.ts'
import { silentLog } from '../../support/silentLog.ts'
import { anEvent, START } from '../pipeline/rig.ts'

let feed: NatsFeed
const bugs: string[] = []
const bug = (error: unknown) => void bugs.push((error as Error).message)

beforeEach(() => void bugs.splice(0))
afterEach(() => feed.stop())

describe('with a broker', () => {
  let broker: NatsServer

  beforeEach(async () => {
    broker = await startNatsServer()
  })
  afterEach(async () => {
    await feed.stop()
    await broker.remove()
  })

  /** Stores so many events, without waiting for each. */
  async function store(count: number, text?: string): Promise<void> {
    const connection = await connect({ servers: broker.url })
    const manager = await jetstreamManager(connection)
    await manager.streams.add({ name: 'FLOOR', subjects: ['floor.>'], storage: StorageType.Memory })
    for (let n = 1; n <= count; n++) {
      connection.publish('floor.main.x', anEvent(`n${n}`, START, text))
      if (n % 5000 === 0) await connection.flush()
    }
    await connection.flush()
    while ((await manager.streams.info('FLOOR')).state.last_seq < count) await connection.flush()
    await connection.close()
  }

  /** The longest a notice may be. */
  const MAX_TEXT = 500
  /** What the broker sends at the most before it waits for leave. */
  const BROKER_WINDOW = 32 * 1024 * 1024

  /** The last message the broker has sent. */
  async function deliveredTo(): Promise<number> {
    const connection = await connect({ servers: broker.url })
    const [consumer] = await (await jetstreamManager(connection)).consumers.list('FLOOR').next()
    await connection.close()
    return consumer?.delivered.stream_seq ?? 0
  }

  function open(log: Log = silentLog): NatsFeed {
    return (feed = threadedFeed({ url: broker.url, clock: systemClock, log, bug }))
  }

  /** Takes every message with the feed's state as it was then. */
  function noting(more: Partial<FeedHandlers> = {}) {
    const seqs: number[] = []
    const early: number[] = []
    const handlers: FeedHandlers = {
      begin: () => Promise.resolve(undefined),
      linked: () => undefined,
      restarted: () => undefined,
      message({ seq }) {
        seqs.push(seq)
        const { linked, lastSeq } = feed.state()
        if (linked && seq >= lastSeq) early.push(seq)
      },
      ...more,
    }
    return { seqs, early, handlers }
  }

  test('every message once, in order; the state never says too early that all is read', async () => {
    await store(30_000)
    const { seqs, early, handlers } = noting()
    await open().start(handlers)
    await until(() => seqs.length >= 30_000)
    expect(seqs).toEqual(Array.from({ length: 30_000 }, (_, n) => n + 1))
    expect(early).toEqual([30_000])
    expect(bugs).toEqual([])
  })

  test('[SV15] while what is stored is looked for and loaded, the state says so', async () => {
    const found = Promise.withResolvers<undefined>()
    const { handlers } = noting({ begin: () => found.promise })
    await open().start(handlers)
    await until(() => feed.state().isLoading === true)
    expect(feed.state()).toMatchObject({ linked: false, reason: 'loading what is stored of the log' })
    found.resolve(undefined)
    await until(() => feed.state().linked)
    expect(feed.state()).not.toHaveProperty('isLoading')
  })

  test('a lone event is there within a few milliseconds', async () => {
    const heard = hearing()
    await open().start(heard)
    await until(() => feed.state().linked)
    const connection = await connect({ servers: broker.url })
    const times: number[] = []
    for (let n = 1; n <= 20; n++) {
      const from = performance.now()
      connection.publish('floor.main.x', anEvent(`n${n}`, START))
      while (heard.messages.length < n) await new Promise((next) => setImmediate(next))
      times.push(performance.now() - from)
    }
    await connection.close()
    expect(times.sort((a, b) => a - b)[10]).toBeLessThan(25)
  })

  test('[SV39] this thread held up for 5 s: the broker is not given up, and little of the log has left it', async () => {
    await store(150_000, 'x'.repeat(MAX_TEXT))
    const delivered = new Int32Array(new SharedArrayBuffer(8))
    const watching = new Worker(new URL('./deliveredSoFar.ts', import.meta.url), {
      workerData: { url: broker.url, delivered },
    })
    const watched = once(watching, 'exit')
    const texts: string[] = []
    const note = (_: object, text: string) => void texts.push(text)
    let deliveredMeanwhile: number | undefined
    const { seqs, handlers } = noting()
    const message: FeedHandlers['message'] = (one) => {
      if (deliveredMeanwhile === undefined) {
        Atomics.wait(delivered, 1, 0, 5000)
        deliveredMeanwhile = Atomics.load(delivered, 0)
        Atomics.store(delivered, 1, 1)
      }
      handlers.message(one)
    }
    await open({ debug: note, info: note, warn: note, error: note }).start({ ...handlers, message })
    await until(() => seqs.length >= 150_000, 25_000)
    await watched
    expect(seqs.every((seq, n) => seq === n + 1)).toBe(true)
    const { waits, ...begun } = feed.counts()
    expect(begun).toEqual({ links: 1, losses: {} })
    expect(waits).toBeGreaterThan(0)
    expect(texts).toEqual(['reading the log'])
    expect(deliveredMeanwhile).toBeGreaterThan(MAX_CHARS_UNDERWAY / (2 * MAX_TEXT))
    expect(deliveredMeanwhile).toBeLessThan((MAX_CHARS_UNDERWAY + BROKER_WINDOW) / MAX_TEXT)
  })

  test('[SV39] no more batches come at once than may be underway', async () => {
    await store(150_000)
    let inOneTurn = 0
    let most = 0
    const { seqs, handlers } = noting()
    const message: FeedHandlers['message'] = (one) => {
      if (inOneTurn === 0) setImmediate(() => (inOneTurn = 0))
      most = Math.max(most, (inOneTurn += 1))
      handlers.message(one)
    }
    await open().start({ ...handlers, message })
    await until(() => seqs.length >= 150_000)
    expect(most).toBeLessThanOrEqual(2 * BATCH_MESSAGES)
  })

  test('[SV35] nothing comes before it is answered where to begin, and the answer holds', async () => {
    await store(10)
    const answer = Promise.withResolvers<undefined>()
    const spans: LogSpan[] = []
    const times: unknown[] = []
    const { seqs, handlers } = noting({
      async begin(span) {
        spans.push(span)
        times.push(await span.storedAt(4), await span.storedAt(99))
        await answer.promise
        return { seq: 4, storedAt: epochMs(times[0] as number), loaded: Promise.resolve() }
      },
    })
    await open().start(handlers)
    await until(() => times.length === 2)
    expect(spans).toMatchObject([{ firstSeq: 1, lastSeq: 10, created: expect.any(String) as string }])
    expect(times).toEqual([expect.any(Number), undefined])
    expect([seqs.length, feed.state().linked]).toEqual([0, false])
    answer.resolve(undefined)
    await until(() => seqs.length === 6)
    expect(seqs).toEqual([5, 6, 7, 8, 9, 10])
  })

  test('[SV35] while what is known is loaded it reads ahead, tells nothing, and is not taken for silent', async () => {
    await store(150_000)
    const loaded = Promise.withResolvers<undefined>()
    const { seqs, handlers } = noting({
      begin: () => Promise.resolve({ seq: 4, storedAt: epochMs(START), loaded: loaded.promise }),
    })
    const texts: string[] = []
    const note = (_: object, text: string) => void texts.push(text)
    await open({ debug: note, info: note, warn: note, error: note }).start(handlers)
    await new Promise((later) => setTimeout(later, 5000))
    expect(await deliveredTo()).toBeGreaterThanOrEqual(MAX_BATCHES_UNDERWAY * BATCH_MESSAGES)
    expect([seqs, texts, feed.state().linked]).toEqual([[], [], false])
    loaded.resolve(undefined)
    await until(() => seqs.length === 149_996)
    expect([seqs[0], seqs.at(-1), texts, feed.state().linked]).toEqual([5, 150_000, ['reading the log'], true])
  })

  test('[SV35] stopped while what is known is loaded, it waits for that and tells nothing', async () => {
    await store(10)
    const loaded = Promise.withResolvers<undefined>()
    const asked = Promise.withResolvers<undefined>()
    const { seqs, handlers } = noting({
      begin: () => {
        asked.resolve(undefined)
        return Promise.resolve({ seq: 4, storedAt: epochMs(START), loaded: loaded.promise })
      },
    })
    await open().start(handlers)
    await asked.promise
    while ((await deliveredTo()) < 10) await new Promise((later) => setTimeout(later, 20))
    let stopped = 0
    const stopping = [feed.stop(), feed.stop()].map((one) => one.then(() => (stopped += 1)))
    await new Promise((later) => setTimeout(later, 2000))
    expect(stopped).toBe(0)
    loaded.resolve(undefined)
    await Promise.all(stopping)
    expect([seqs, bugs]).toEqual([[], []])
  })

  test('a beginning that fails is tried again', async () => {
    await store(1)
    let tries = 0
    const { seqs, handlers } = noting({
      begin: () => ((tries += 1) < 2 ? Promise.reject(new Error('not now')) : Promise.resolve(undefined)),
    })
    await open().start(handlers)
    await until(() => seqs.length === 1)
    expect(tries).toBe(2)
  })

  test('[SV12] stopped and started in the middle: nothing of the first run comes after the stop', async () => {
    await store(50_000)
    const first = noting()
    await open().start(first.handlers)
    await until(() => first.seqs.length > 1000 && feed.counts().links === 1)
    const stopped = feed.stop()
    const { length } = first.seqs
    expect(feed.state()).toMatchObject({ linked: false, reason: 'stopped' })
    await stopped
    const second = noting()
    await feed.start(second.handlers)
    await until(() => second.seqs.length >= 50_000)
    expect(first.seqs).toHaveLength(length)
    expect(second.seqs.every((seq, n) => seq === n + 1)).toBe(true)
    expect([feed.counts().links, bugs]).toEqual([2, []])
  })

  test('stopped while it is asked where to begin, it waits for that, and its questions fail', async () => {
    await store(1)
    const asked = Promise.withResolvers<void>()
    let failure: unknown
    const { handlers } = noting({
      async begin(span) {
        asked.resolve()
        await new Promise((later) => setTimeout(later, 300))
        failure = await span.storedAt(1).catch((error: unknown) => error)
        return undefined
      },
    })
    await open().start(handlers)
    await asked.promise
    await feed.stop()
    expect(failure).toEqual(new Error('stopped'))
  })

  test('[SV67] it is stopped in time though the broker hangs', async () => {
    const heard = hearing()
    await open().start(heard)
    await until(() => feed.state().linked)
    broker.freeze()
    const from = performance.now()
    await feed.stop()
    expect(performance.now() - from).toBeLessThan(1400)
    broker.thaw()
  })
})

describe('[SV55] a thread that fails', () => {
  function open(url: string): NatsFeed {
    const worker = new URL('./misbehavingWorker.ts', import.meta.url)
    return (feed = threadedFeed({ url, clock: systemClock, log: silentLog, bug, worker }))
  }

  test.each([
    ['throw', 'our bug'],
    ['reject', 'our rejection'],
    ['end', 'the thread that reads the log ended (exit 3)'],
  ])('%s: a bug, told once', async (how, what) => {
    await open(how).start(hearing())
    await until(() => bugs.length > 0)
    await feed.stop()
    expect(bugs).toEqual([what])
  })

  /** Answered where to begin, it posts what it read ahead, and what was loaded is there after so long. */
  async function loadingFor(how: string, ms: number): Promise<{ live: string[]; restarts: string[] }> {
    const live: string[] = []
    const restarts: string[] = []
    const note = (what: string) => {
      const { linked, lastSeq } = feed.state()
      live.push(`${what}: ${linked ? `of ${lastSeq}` : 'not linked'}`)
    }
    await open(how).start({
      begin: () => {
        const loaded = new Promise<void>((later) => setTimeout(later, ms))
        return Promise.resolve({ seq: 4, storedAt: epochMs(START), loaded })
      },
      linked: () => note('linked'),
      message: ({ seq }) => note(String(seq)),
      restarted: (reason) => void restarts.push(reason),
    })
    await new Promise((later) => setTimeout(later, ms + 300))
    return { live, restarts }
  }

  test('[SV55] what was read ahead is not taken for the end of the log, when more was heard of since', async () => {
    const { live } = await loadingFor('ahead', 300)
    expect(live).toEqual(['linked: of 7', '5: of 7', '6: of 7', '7: of 7'])
  })

  test('[SV55] read ahead, and then the link was lost: it is not linked', async () => {
    const { live } = await loadingFor('aheadLost', 300)
    expect(live).toEqual(['linked: not linked', '5: not linked', '6: not linked', '7: not linked'])
  })

  test('[SV55] read ahead, and then the log started again: what was before is not live', async () => {
    const { live, restarts } = await loadingFor('aheadRestarted', 300)
    expect(live).toEqual(['linked: not linked', '5: not linked', '6: not linked', '7: not linked'])
    expect([restarts, feed.state().linked]).toEqual([['made anew'], true])
  })

  test('[SV55] read ahead, and then it fell silent: nothing it said before is live', async () => {
    const { live } = await loadingFor('ahead', 5500)
    expect(live).toEqual(['linked: not linked', '5: not linked', '6: not linked', '7: not linked'])
    expect(feed.state()).toMatchObject({ linked: false, reason: 'the thread that reads the log is silent' })
  })

  test('[SV35] what is known cannot be loaded, and nobody says so: a bug, and nothing is told', async () => {
    const told: number[] = []
    await open('ahead').start({
      begin: () => {
        const loaded = new Promise<void>((_, reject) => setTimeout(() => reject(new Error('not loaded')), 100))
        return Promise.resolve({ seq: 4, storedAt: epochMs(START), loaded })
      },
      linked: () => undefined,
      message: ({ seq }) => void told.push(seq),
      restarted: () => undefined,
    })
    await until(() => bugs.length > 0)
    expect([bugs, told]).toEqual([['not loaded'], []])
  })

  test('hang: nothing is live, since when it was last heard of; stopped, it is ended', async () => {
    await open('hang').start(hearing())
    await until(() => feed.state().linked)
    expect(feed.counts()).toEqual({ links: 1, losses: { gap: 2 }, waits: 0 })
    const linkedAt = systemClock.now()
    await until(() => !feed.state().linked)
    expect(feed.state()).toMatchObject({ lastSeq: 7, reason: 'the thread that reads the log is silent' })
    expect(feed.state().lastSignAt).toBeLessThanOrEqual(linkedAt)
    await feed.stop()
    expect(bugs).toEqual([])
  })
})
