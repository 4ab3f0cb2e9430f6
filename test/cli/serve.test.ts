import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findRunningBroker } from '../../src/server/feed/broker/storeClaim.ts'
import { anEvent } from '../support/anEvent.ts'
import { runCallboard, startCallboard, type CallboardServer } from '../support/callboardProcess.ts'
import { freePort } from '../../src/server/feed/broker/freePort.ts'

let data: string

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'callboard-serve-'))
})
afterEach(() => rm(data, { recursive: true, force: true }))

async function serve(): Promise<CallboardServer> {
  return startCallboard({ CALLBOARD_DATA: data, CALLBOARD_CLOCK: 'events', PORT: String(await freePort()) })
}

async function offered(address: string): Promise<number | undefined> {
  const view = (await (await fetch(`${address}/api/v1/sites/main/floor`)).json()) as {
    queues: Record<string, { windows: { day: { offered: number } } }>
  }
  return view.queues['SALES']?.windows.day.offered
}

test('it starts a broker of its own, shows its pages, keeps what it was sent, and ends with nothing left running', async () => {
  const first = await serve()
  const page = await fetch(`${first.address}/`)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html'])
  const sent = await fetch(`${first.address}/api/v1/sites/main/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(anEvent()),
  })
  expect(sent.status).toBe(202)
  const broker = await findRunningBroker(data)
  expect(await first.stop()).toMatchObject({ code: 0 })
  expect(() => process.kill(broker?.pid ?? 0, 0)).toThrow('ESRCH')

  const second = await serve()
  expect(await offered(second.address)).toBe(1)
  process.kill(second.pid, 'SIGINT')
  expect(await second.ended()).toMatchObject({ code: 0 })
})

test('commands beside it find its broker', async () => {
  const server = await serve()
  const replayed = await runCallboard(['replay', '-'], {
    input: `${JSON.stringify(anEvent())}\n`,
    env: { CALLBOARD_DATA: data },
  })
  expect(replayed.code).toBe(0)
  expect(await offered(server.address)).toBe(1)
  await server.stop()
})

test.each([
  [{ HOST: '0.0.0.0' }, '"auth": {"open": true}'],
  [{ PORT: 'x' }, 'environment PORT'],
  [{ CALLBOARD_CONFIG: '/no/such' }, '/no/such cannot be read'],
  [{ HOST: '203.0.113.1', CALLBOARD_CONFIG: '' }, '"auth"'],
])('%j: one line, exit 1', async (env, message) => {
  const finished = await runCallboard(['serve'], { env: { CALLBOARD_DATA: data, ...env } })
  expect(finished).toMatchObject({ code: 1, stdout: '' })
  expect(finished.stderr).toContain(message)
  expect(finished.stderr.trimEnd()).not.toContain('\n')
})

test('a port that is taken: one line, exit 1, and no broker left', async () => {
  const port = await freePort()
  const other = createServer().listen(port, '127.0.0.1')
  const finished = await runCallboard(['serve'], { env: { CALLBOARD_DATA: data, PORT: String(port) } })
  other.close()
  expect(finished).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`port ${port} on 127.0.0.1 is taken`) as string,
  })
  expect(await findRunningBroker(data)).toBeUndefined()
})
