import { createServer } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FloorView } from '../../src/core/view/floorView.ts'
import { readConfig } from '../../src/server/config.ts'
import { startServer, type RunningServer } from '../../src/server/start.ts'
import { anEvent, type SentEvent } from '../support/anEvent.ts'
import { runCallboard } from '../support/callboardProcess.ts'
import { freePort } from '../../src/server/feed/broker/freePort.ts'
import { until } from '../support/heard.ts'
import { startNatsServer, type NatsServer } from '../support/natsServer.ts'
import { silentLog } from '../support/silentLog.ts'

let broker: NatsServer
let server: RunningServer

beforeEach(async () => {
  broker = await startNatsServer()
  const config = { ...readConfig({ PORT: '0', CALLBOARD_CLOCK: 'events' }), natsUrl: broker.url }
  server = await startServer({ config, log: silentLog, withPages: false })
  await until(() => server.pipeline.ready().ready)
})
afterEach(async () => {
  await server.stop()
  await broker.remove()
})

function enqueued(contact: string, time: string): SentEvent {
  return anEvent({ id: `${contact}-in`, time, data: { contact, queue: 'SALES' } })
}

async function send(...events: SentEvent[]): Promise<void> {
  const before = server.pipeline.status().appliedSeq
  const response = await fetch(`${server.address}/api/v1/sites/main/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(events),
  })
  expect(response.status).toBe(202)
  await until(() => server.pipeline.status().appliedSeq === before + events.length)
}

/** Ghosts since nine, one contact alive at two. */
async function haunted(...ghosts: string[]): Promise<void> {
  await send(...ghosts.map((ghost) => enqueued(ghost, '2026-03-02T09:00:00.000Z')))
  await send(enqueued('alive', '2026-03-02T14:00:00.000Z'))
}

function ghosts(...args: string[]) {
  return runCallboard(['ghosts', '--url', server.address, ...args])
}

function main(): FloorView | undefined {
  return server.pipeline.floorView('main')
}

describe('ghosts', () => {
  test('are listed, one a line', async () => {
    await haunted('g2', 'g1')
    expect(await ghosts()).toMatchObject({
      code: 0,
      stdout: 'g1\ng2\n',
      stderr: '2 suspects on main as of 2026-03-02T14:00:00.000Z\n',
    })
  })

  test('there are none', async () => {
    await send(enqueued('alive', '2026-03-02T14:00:00.000Z'))
    expect(await ghosts()).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '0 suspects on main as of 2026-03-02T14:00:00.000Z\n',
    })
    expect(await ghosts('--all')).toMatchObject({ code: 0, stdout: '', stderr: 'no suspects\n' })
  })

  test('that are named are ended, once, by the system, and the others stay', async () => {
    await haunted('g1', 'g2', 'g3')
    expect(await ghosts('--end', 'g1', 'g3', 'g1', '--as', 'Nia')).toMatchObject({
      code: 0,
      stdout: 'g1\ng3\n',
      stderr: '2 contacts ended\n',
    })
    expect(main()?.feed.suspects).toEqual({ count: 1, contacts: ['g2'] })
    expect(main()?.queues['SALES']?.windows.day).toMatchObject({ offered: 4, flowedOut: 2, abandoned: 0 })
    expect(server.pipeline.status().appliedSeq).toBe(6)
  })

  test('what is no suspect is not ended, and said', async () => {
    await haunted('g1')
    expect(await ghosts('--end', 'alive', 'g1')).toMatchObject({
      code: 1,
      stdout: 'g1\n',
      stderr: '1 contact ended\nalive is no suspect\n',
    })
    expect(main()?.queues['SALES']?.waiting).toBe(1)
  })

  test('all are ended, also more than are listed at once', async () => {
    const many = Array.from({ length: 130 }, (_, n) => `g${String(n).padStart(3, '0')}`)
    await haunted(...many)
    const listed = await ghosts()
    expect(listed.stderr).toBe('130 suspects on main as of 2026-03-02T14:00:00.000Z, the first 100 listed\n')
    expect(await ghosts('--end', 'g120')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'g120 is no suspect, or not among the 100 listed; end those first\n',
    })
    expect(await ghosts('--all')).toMatchObject({
      code: 0,
      stdout: many.map((contact) => `${contact}\n`).join(''),
      stderr: '100 contacts ended\n30 contacts ended\n',
    })
    expect(main()?.feed.suspects.count).toBe(0)
  })
})

describe('what goes wrong is one line that says how to mend it', () => {
  test('no server', async () => {
    const port = await freePort()
    const { code, stdout, stderr } = await runCallboard(['ghosts', '--url', `http://127.0.0.1:${port}`])
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^error: no Callboard answers at http:\S+ \(.*ECONNREFUSED.*\); start it, or give --url\n$/)
  })

  test('another server', async () => {
    const other = createServer((_request, response) => response.end('<p>hello'))
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening))
    const address = other.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const { code, stderr } = await runCallboard(['ghosts', '--url', `http://127.0.0.1:${port}`])
    other.close()
    expect([code, stderr]).toEqual([1, `error: what answers at http://127.0.0.1:${port} is no Callboard\n`])
  })

  test('no such site', async () => {
    const { code, stderr } = await ghosts('--site', 'york')
    expect([code, stderr]).toEqual([1, `error: there is no site 'york' at ${server.address}; give --site\n`])
  })

  test('no link to the log: nothing is ended', async () => {
    await haunted('g1')
    await broker.kill()
    await until(() => !server.pipeline.ready().ready)
    expect(await ghosts('--all')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'error: the server has no link to the log, or has not read all of it; try again later\n',
    })
    expect((await ghosts()).stderr).toMatch(/^1 suspect on main .*; the server does not follow the log just now\n$/)
  })

  test.each([
    [['--url', 'foo'], "option '--url <url>' argument 'foo' is invalid"],
    [['--all', '--end', 'g1'], "option '--end <contacts...>' cannot be used with option '--all'"],
    [['--end'], "option '--end <contacts...>' argument missing"],
    [['--site', 'a.b'], "option '--site <name>' argument 'a.b' is invalid"],
    [['--as', ''], "option '--as <name>' argument '' is invalid"],
    [['g1'], 'too many arguments'],
  ])('%j is wrong usage', async (args, message) => {
    const { code, stderr } = await runCallboard(['ghosts', ...args])
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr.trimEnd()).not.toContain('\n')
  })
})
