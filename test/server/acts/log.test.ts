/** Acts over real sockets and a real log, with two servers on one stream. */
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/server/clock.ts'
import { createActs } from '../../../src/server/acts/acts.ts'
import { createReadBack } from '../../../src/server/acts/readBack.ts'
import { readConfig, type Config } from '../../../src/server/config.ts'
import { connectEventLog } from '../../../src/server/feed/write/natsLog.ts'
import { startServer, type RunningServer } from '../../../src/server/start.ts'
import type { AnswerMessage } from '../../../src/protocol/messages.ts'
import { anEvent } from '../../support/anEvent.ts'
import { openDisplay, type DisplayClient } from '../../support/displayClient.ts'
import { fakeDisplay } from '../../support/fakeDisplay.ts'
import { until } from '../../support/heard.ts'
import { startNatsServer, type NatsServer } from '../../support/natsServer.ts'
import { silentLog } from '../../support/silentLog.ts'

let broker: NatsServer
const servers: RunningServer[] = []
const displays: DisplayClient[] = []

beforeEach(async () => {
  broker = await startNatsServer()
})
afterEach(async () => {
  for (const display of displays.splice(0)) display.socket.terminate()
  for (const server of servers.splice(0)) await server.stop()
  await broker.remove()
})

async function start(changes: Partial<Config> = {}): Promise<RunningServer> {
  const config: Config = { ...readConfig({ PORT: '0' }), natsUrl: broker.url, ...changes }
  const server = await startServer({ config, log: silentLog, withPages: false })
  servers.push(server)
  await until(() => server.pipeline.ready().ready)
  return server
}

async function display(server: RunningServer, as: string, board = 'floor'): Promise<DisplayClient> {
  const opened = await openDisplay(server.address)
  displays.push(opened)
  opened.send({ type: 'subscribe', board, as })
  await opened.untilTrue(() => opened.held !== undefined)
  return opened
}

let sent = 0

async function send(server: RunningServer, type: string, data: object, secondsAgo = 0): Promise<void> {
  const time = new Date(Date.now() - secondsAgo * 1000).toISOString()
  const response = await fetch(`${server.address}/api/v1/sites/main/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(anEvent({ id: `s${++sent}`, source: '/crm', type, time, data })),
  })
  expect(response.status).toBe(202)
}

async function raised(server: RunningServer, ...all: DisplayClient[]): Promise<string> {
  const escalation = `esc-${++sent}`
  await send(server, 'escalation.raised', { escalation, reason: 'angry' })
  for (const one of all) await until(() => escalationOn(one, escalation) !== undefined)
  return escalation
}

function escalationOn({ held }: DisplayClient, escalation: string) {
  if (held === undefined || !('escalations' in held.view)) return undefined
  return held.view.escalations.find((one) => one.escalation === escalation)
}

function ownerOn(shown: DisplayClient, escalation: string): string | undefined {
  return escalationOn(shown, escalation)?.claimedBy
}

function answers(of: DisplayClient): AnswerMessage[] {
  return of.messages.flatMap((message) => (message.type === 'done' || message.type === 'refused' ? [message] : []))
}

async function answer(of: DisplayClient): Promise<AnswerMessage> {
  const found = await of.until(({ type }) => type === 'done' || type === 'refused')
  if (found.type !== 'done' && found.type !== 'refused') throw new Error('unreachable')
  return found
}

/** Both claim in the same turn of the event loop; answers who won and how long until both boards showed it, ms. */
async function race(nia: DisplayClient, bo: DisplayClient, escalation: string, isBoFirst: boolean) {
  const from = performance.now()
  const before = answers(nia).length
  for (const one of isBoFirst ? [bo, nia] : [nia, bo]) one.send({ type: 'claim', escalation })
  await until(() => answers(nia).length > before && answers(bo).length > before)
  const answeredMs = performance.now() - from
  const told = [answers(nia).at(-1), answers(bo).at(-1)]
  const owner = told[0]?.type === 'done' ? 'Nia' : 'Bo'
  await until(() => ownerOn(nia, escalation) === owner && ownerOn(bo, escalation) === owner)
  return { owner, told, answeredMs, shownMs: performance.now() - from }
}

/** As many as one display may claim in a row. */
const ROUNDS = 10

describe('two displays claim the same escalation at once', () => {
  async function rounds(nia: DisplayClient, bo: DisplayClient, server: RunningServer): Promise<void> {
    const results = []
    for (let round = 0; round < ROUNDS; round++) {
      const escalation = await raised(server, nia, bo)
      const { owner, told, ...took } = await race(nia, bo, escalation, round % 2 === 1)
      const done = { type: 'done', re: escalation }
      const lost = { type: 'refused', re: escalation, reason: 'owned', owner }
      expect(told).toEqual(owner === 'Nia' ? [done, lost] : [lost, done])
      results.push({ owner, ...took })
    }
    tell(results)
    expect(Math.max(...results.map(({ shownMs }) => shownMs))).toBeLessThan(1_000)
  }

  function tell(results: readonly { owner: string; answeredMs: number; shownMs: number }[]): void {
    const nia = results.filter(({ owner }) => owner === 'Nia').length
    const [answered, shown] = (['answeredMs', 'shownMs'] as const).map((name) =>
      results.map((result) => result[name]).sort((a, b) => a - b),
    )
    console.info(
      `${results.length} races, Nia won ${nia}; both answered: median ${at(answered)} ms, longest ${last(answered)} ms; ` +
        `both boards show the owner: median ${at(shown)} ms, longest ${last(shown)} ms`,
    )
  }

  const at = (sorted: readonly number[] = []) => Math.round(sorted[Math.floor(sorted.length / 2)] ?? NaN)
  const last = (sorted: readonly number[] = []) => Math.round(sorted.at(-1) ?? NaN)

  test('[AC4] [AC5] on one server: one is done, the other hears who was faster, both boards show it', async () => {
    const server = await start()
    await rounds(await display(server, 'Nia'), await display(server, 'Bo'), server)
  })

  test('[AC5] on two servers of one stream', async () => {
    const [one, other] = [await start(), await start()]
    await rounds(await display(one, 'Nia'), await display(other, 'Bo'), one)
  })

  test('[AC5] on two servers, with the clock of events', async () => {
    const [one, other] = [await start({ clockMode: 'events' }), await start({ clockMode: 'events' })]
    await rounds(await display(one, 'Nia'), await display(other, 'Bo'), one)
  })
})

test('[AC11] [AC12] [AC13] from hand to hand, over two servers', async () => {
  const [one, other] = [await start(), await start()]
  const [nia, bo] = [await display(one, 'Nia'), await display(other, 'Bo', 'agents')]
  const escalation = await raised(one, nia, bo)
  nia.send({ type: 'claim', escalation })
  await until(() => ownerOn(nia, escalation) === 'Nia' && ownerOn(bo, escalation) === 'Nia')
  bo.send({ type: 'resolve', escalation })
  await until(() => answers(bo).length === 1)
  nia.send({ type: 'release', escalation })
  await until(() => answers(nia).length === 2 && ownerOn(bo, escalation) === undefined)
  bo.send({ type: 'claim', escalation })
  await until(() => ownerOn(nia, escalation) === 'Bo')
  bo.send({ type: 'resolve', escalation })
  await until(() => escalationOn(nia, escalation) === undefined && escalationOn(bo, escalation) === undefined)
  expect(answers(nia).map(({ type }) => type)).toEqual(['done', 'done'])
  await until(() => answers(bo).length === 3)
  expect(answers(bo)).toEqual([
    { type: 'refused', re: escalation, reason: 'notOwner', owner: 'Nia' },
    { type: 'done', re: escalation },
    { type: 'done', re: escalation },
  ])
})

test('[AC15] a ghost is ended from a display', async () => {
  const server = await start()
  await send(server, 'contact.enqueued', { contact: 'ghost', queue: 'SALES' }, 5 * 3_600)
  await send(server, 'contact.enqueued', { contact: 'alive', queue: 'SALES' })
  const nia = await display(server, 'Nia')
  await until(() => nia.held?.view.feed.suspects.count === 1)
  nia.send({ type: 'correct', contact: 'ghost' })
  expect(await answer(nia)).toEqual({ type: 'done', re: 'ghost' })
  await until(() => nia.held?.view.feed.suspects.count === 0)
})

describe('when something breaks', () => {
  test('[AC7] the server ends between publishing and reading back: nothing was told, and the next one shows it', async () => {
    const first = await start()
    const escalation = await raised(first)
    await until(() => first.pipeline.liveSite('main')?.escalation(escalation) !== undefined)
    // Its events reach the log, and nobody there reads them: the server is gone by then.
    const log = await connectEventLog(broker.url)
    const stored: number[] = []
    const acts = createActs({
      log: {
        async append(entry) {
          const { seq, duplicate } = await log.append(entry)
          stored.push(seq)
          return { seq, duplicate }
        },
      },
      pipeline: first.pipeline,
      readBack: createReadBack('/callboard/gone'),
      source: '/callboard/gone',
      newId: () => 'once',
      clock: systemClock,
      onNotStored: () => undefined,
    })
    let told: AnswerMessage | undefined
    const claim = { type: 'claim', escalation } as const
    void acts.act({ display: fakeDisplay(), board: 'floor', by: 'Nia', message: claim }).then((said) => (told = said))
    await until(() => stored.length === 1)
    await servers.pop()?.stop()
    expect(told).toBeUndefined()
    const bo = await display(await start(), 'Bo')
    expect(ownerOn(bo, escalation)).toBe('Nia')
    bo.send({ type: 'claim', escalation })
    expect(await answer(bo)).toEqual({ type: 'refused', re: escalation, reason: 'owned', owner: 'Nia' })
    await log.close()
  })

  test('[AC7] the broker is gone: refused, at once when that is known, and nothing turns up later', async () => {
    const server = await start()
    const nia = await display(server, 'Nia')
    const escalation = await raised(server, nia)
    await broker.kill()
    await until(() => !server.pipeline.ready().ready)
    nia.send({ type: 'claim', escalation })
    expect(await answer(nia)).toEqual({ type: 'refused', re: escalation, reason: 'unavailable' })
    await broker.start()
    await until(() => server.pipeline.ready().ready)
    nia.send({ type: 'claim', escalation })
    await until(() => answers(nia)[1]?.type === 'done')
    await until(() => ownerOn(nia, escalation) === 'Nia')
  })

  test('[AC7] the broker hangs: refused after 5 s, and if the claim turns up the board shows it', async () => {
    const server = await start()
    const nia = await display(server, 'Nia')
    const escalation = await raised(server, nia)
    broker.freeze()
    // A signal takes effect a moment after it was sent.
    await delay(100)
    const from = performance.now()
    nia.send({ type: 'claim', escalation })
    expect(await answer(nia)).toEqual({ type: 'refused', re: escalation, reason: 'unavailable' })
    const tookMs = performance.now() - from
    console.info(`the broker hangs: refused after ${Math.round(tookMs)} ms`)
    expect(tookMs).toBeGreaterThan(4_900)
    expect(tookMs).toBeLessThan(6_000)
    broker.thaw()
    await until(() => server.pipeline.ready().ready)
    nia.send({ type: 'claim', escalation })
    await until(() => answers(nia)[1]?.type === 'done')
    expect(answers(nia)).toHaveLength(2)
  })
})
