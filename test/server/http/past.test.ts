/** What may be asked of the past, and what each question becomes. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { epochMs, type EpochMs } from '../../../src/core/units.ts'
import { createApi } from '../../../src/server/http/api.ts'
import { createDoor } from '../../../src/server/http/door.ts'
import { closeServer, createHttpServer, listen } from '../../../src/server/http/httpServer.ts'
import { createPast } from '../../../src/server/http/past.ts'
import type { Job, Outcome } from '../../../src/server/rewind/jobs.ts'

const NOW = epochMs(Date.parse('2026-03-02T12:00:00.000Z'))
let server: Server
let jobs: Job[]
let outcome: Outcome

beforeEach(async () => {
  jobs = []
  outcome = { text: '{"intervals":{}}' }
  const unasked = () => expect.fail('nobody asks')
  const past = createPast({
    rewind: { run: (job) => (jobs.push(job), Promise.resolve(outcome)) },
    hasSite: (site) => site === 'main',
    now: () => NOW,
  })
  const api = createApi({
    floorView: unasked,
    health: { readiness: unasked, view: unasked },
    ingest: { handle: unasked, counts: unasked } as never,
    metrics: { contentType: '', text: unasked },
    past,
  })
  server = createHttpServer({
    door: createDoor(),
    api,
    pages: undefined,
    onMalformed: unasked,
    onFailure: (error) => expect.fail(String(error)),
  })
  await listen(server, '127.0.0.1', 0)
})

afterEach(() => closeServer(server, 0))

async function get(path: string): Promise<{ status: number; text: string; retryAfter: string | null }> {
  const { port } = server.address() as AddressInfo
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/sites/${path}`)
  return { status: response.status, text: await response.text(), retryAfter: response.headers.get('retry-after') }
}

function instant(time: string): EpochMs {
  return epochMs(Date.parse(`2026-03-02T${time}Z`))
}

describe('questions about the past', () => {
  test('[SV82] become jobs', async () => {
    const paths = [
      'main/floor?at=2026-03-02T09:00:00Z',
      'main/intervals.csv?at=2026-03-02T10:00:00%2B01:00',
      'main/boards/agent:SIP%2F777?at=2026-03-02T09:00:00Z',
      'main/history?from=2026-03-02T09:00:00Z&to=2026-03-02T10:00:00Z',
      'main/history',
      'main/breaches?after=2026-03-02T09:00:00Z',
    ]
    for (const path of paths) expect((await get(path)).status).toBe(200)
    const [nine, ten] = [instant('09:00:00'), instant('10:00:00')]
    const site = 'main'
    const board = { id: 'agent:SIP/777', site, kind: 'agent', name: 'SIP/777', agent: 'SIP/777' }
    expect(jobs).toEqual([
      { what: 'floor', site, at: nine, now: NOW },
      { what: 'intervals', site, at: nine, now: NOW },
      { what: 'board', site, board, at: nine, now: NOW },
      { what: 'history', site, from: nine, to: ten, now: NOW },
      { what: 'history', site, from: instant('08:00:00'), to: NOW, now: NOW },
      { what: 'breach', site, after: nine, now: NOW },
    ])
  })

  test.each([
    ['main/floor?at=noon', 400, "not 'noon'"],
    ['main/floor?at=2026-03-02T12:00:00.001Z', 400, 'has not come yet'],
    ['york/floor?at=2026-03-02T09:00:00Z', 404, "the site 'york'"],
    ['main/boards/wall?at=2026-03-02T09:00:00Z', 404, "no board 'wall'"],
    ['main/boards/floor', 400, '?at='],
    ['main/history?from=2026-03-02T11:00:00Z&to=2026-03-02T10:00:00Z', 400, 'lies after'],
    ['main/history?from=2026-03-01T11:00:00Z', 400, 'at most 12 hours'],
    ['main/breaches', 400, '?after='],
  ])('[SV82] %s is refused with %i', async (path, status, words) => {
    const refused = await get(path)
    expect([refused.status, jobs]).toEqual([status, []])
    expect((JSON.parse(refused.text) as { detail: string }).detail).toContain(words)
  })

  test('[SV84] what a worker cannot do is said as it says it', async () => {
    outcome = { failure: { status: 429, detail: 'too many', retryAfterS: 1 } }
    expect(await get('main/floor?at=2026-03-02T09:00:00Z')).toMatchObject({ status: 429, retryAfter: '1' })
  })
})
