import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readConfig, type Config } from '../../../src/server/config.ts'
import { startServer, type RunningServer } from '../../../src/server/start.ts'
import { anEvent } from '../../support/anEvent.ts'
import { freePort } from '../../../src/server/feed/broker/freePort.ts'
import { until } from '../../support/heard.ts'
import { startNatsServer, type NatsServer } from '../../support/natsServer.ts'
import { silentLog } from '../../support/silentLog.ts'

let broker: NatsServer
let server: RunningServer | undefined

beforeEach(async () => {
  broker = await startNatsServer()
})
afterEach(async () => {
  await server?.stop()
  server = undefined
  await broker.remove()
})

async function start(changes: Partial<Config> = {}): Promise<RunningServer> {
  const config: Config = { ...readConfig({ PORT: '0', CALLBOARD_CLOCK: 'events' }), natsUrl: broker.url, ...changes }
  server = await startServer({ config, log: silentLog, withPages: false })
  return server
}

async function get(path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${server?.address}${path}`)
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return { status: response.status, body: isJson ? JSON.parse(text) : text }
}

async function ready(): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if ((await get('/readyz')).status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('never ready')
}

function post(...events: unknown[]): Promise<Response> {
  return fetch(`${server?.address}/api/v1/sites/main/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(events),
  })
}

function applied(): number {
  return server?.pipeline.status().appliedSeq ?? 0
}

describe('a running server', () => {
  test('what is sent over HTTP comes out of the floor view', async () => {
    await start()
    await ready()
    expect((await post(anEvent())).status).toBe(202)
    await until(() => applied() === 1)
    expect((await get('/api/v1/sites/main/floor')).body).toMatchObject({
      site: 'main',
      asOf: '2026-03-02T09:00:10.000Z',
      appliedSeq: 1,
      feed: { live: true, lagMs: 0 },
      queues: { SALES: { waiting: 1, longestWaitSince: '2026-03-02T09:00:10.000Z' } },
    })
  })

  test('it listens, alive but not ready, while there is no broker', async () => {
    await broker.kill()
    await start()
    expect((await get('/healthz')).status).toBe(200)
    await until(() => server?.pipeline.ready().reason?.includes('no NATS server answers') ?? false)
    expect(await get('/readyz')).toMatchObject({ status: 503, body: { status: 503, title: 'Service Unavailable' } })
    expect((await post(anEvent())).status).toBe(503)
    await broker.start()
    await ready()
    expect((await post(anEvent())).status).toBe(202)
  })

  test('a restart gives the same view', async () => {
    await start()
    await ready()
    await post(anEvent(), anEvent({ id: 'e2', data: { contact: 'c2', queue: 'SALES' } }), { nonsense: true })
    await until(() => applied() === 2)
    const before = (await get('/api/v1/sites/main/floor')).body as object
    await server?.stop()
    await start()
    await ready()
    const after = (await get('/api/v1/sites/main/floor')).body as object
    expect({ ...after, epoch: '', revision: 0 }).toEqual({ ...before, epoch: '', revision: 0 })
  })

  test('sites of the config exist before any event; others do not', async () => {
    await start({ sites: { london: { site: 'london', zone: 'Europe/London' } } })
    expect(await get('/api/v1/sites/london/floor')).toMatchObject({ status: 200, body: { zone: 'Europe/London' } })
    expect((await get('/api/v1/sites/main/floor')).status).toBe(200)
    expect(await get('/api/v1/sites/york/floor')).toMatchObject({ status: 404, body: { title: 'Not Found' } })
  })

  test('metrics tell what was read and rejected', async () => {
    await start()
    await ready()
    await post(anEvent(), { nonsense: true })
    await until(() => applied() === 1)
    const { body } = await get('/metrics')
    expect(body).toContain('callboard_applied_seq 1\n')
    expect(body).toContain('callboard_ingest_rejected_total{reason="notAnEvent"} 1\n')
    expect(body).toContain('callboard_feed_linked 1\n')
  })

  test('the schema of events names every type', async () => {
    await start()
    const { body } = await get('/api/v1/events.schema.json')
    expect(Object.keys((body as { $defs: object }).$defs)).toEqual(
      expect.arrayContaining(['envelope', 'contact.enqueued', 'source.heartbeat', 'survey.answered']),
    )
  })

  test.each([
    ['GET', '/api/v1/sites/main/floor?at=1999-03-02T09:00:00Z', 404],
    ['GET', '/api/v1/nothing', 404],
    ['GET', '/api/v1/sites/a%2Fb/floor', 404],
    ['POST', '/metrics', 405],
    ['DELETE', '/api/v1/sites/main/floor', 405],
    ['HEAD', '/api/v1/sites/main/floor', 200],
  ])('%s %s: %i', async (method, path, status) => {
    await start()
    const response = await fetch(`${server?.address}${path}`, { method })
    expect(response.status).toBe(status)
    if (status >= 400) expect(response.headers.get('content-type')).toBe('application/problem+json')
  })
})

describe('what keeps it from starting', () => {
  test('an address beyond loopback without a word in the config', async () => {
    await expect(start({ host: '0.0.0.0' })).rejects.toThrow('"auth": {"open": true}')
  })

  test('a port that is taken; the private broker is stopped again', async () => {
    const port = await freePort()
    await start({ port })
    const first = server
    await expect(start({ port, natsUrl: broker.url })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    server = first
  })
})
