/** The commands as an operator types them: what they start they stop, and what goes wrong is one line. */
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startBrowser } from '../support/browser.ts'
import { runCallboard, spawnCallboard, startCallboard, type CallboardServer } from '../support/callboardProcess.ts'
import { freePort } from '../../src/server/feed/broker/freePort.ts'
import { tell, until } from './rig.ts'

const STOPPED_WITHIN_MS = 5000
const LIVES_WITHIN_MS = 60_000

let folder: string
let server: CallboardServer | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callboard-commands-'))
})

afterEach(async () => {
  const brokers = await brokerPids(folder)
  await server?.kill()
  server = undefined
  for (const pid of brokers.filter(isAlive)) process.kill(pid, 'SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

/** Stops it and expects nothing of it to be left. */
async function expectCleanStop(running: CallboardServer): Promise<void> {
  const [broker, ...others] = await brokerPids(folder)
  expect(others).toEqual([])
  expect(broker).toBeTypeOf('number')
  expect(isAlive(broker ?? 0)).toBe(true)
  const { code, tookMs } = await running.stop()
  tell(`stopped with its private broker in ${Math.round(tookMs)} ms`)
  expect({ code, brokerIsAlive: isAlive(broker ?? 0) }).toEqual({ code: 0, brokerIsAlive: false })
  expect(tookMs).toBeLessThan(STOPPED_WITHIN_MS)
}

describe('serve', () => {
  test('without NATS_URL it starts a broker of its own, and leaves no process behind', async () => {
    server = await startCallboard({ CALLBOARD_DATA: folder, PORT: String(await freePort()) })
    await expectCleanStop(server)
    expect(existsSync(join(folder, 'nats', 'jetstream'))).toBe(true)
  })

  test('[SV67] a terminal that is closed ends it, and its private broker', async () => {
    server = await startCallboard({ CALLBOARD_DATA: folder, PORT: String(await freePort()) })
    const [broker = 0] = await brokerPids(folder)
    expect(isAlive(broker)).toBe(true)
    process.kill(server.pid, 'SIGHUP')
    expect(await server.ended()).toMatchObject({ code: 0 })
    expect(isAlive(broker)).toBe(false)
  })

  test('[SV67] ended at any moment of its start, it leaves no broker running', async () => {
    for (const afterMs of [0, 60, 120, 180, 250]) {
      const data = join(folder, String(afterMs))
      const starting = spawnCallboard(['serve'], { env: { CALLBOARD_DATA: data, PORT: String(await freePort()) } })
      await until(() => existsSync(join(data, 'nats', 'callboard.json')))
      await delay(afterMs)
      await starting.stop()
      await until(() => !isBrokerOf(data), 5_000)
    }
  })

  test('[SV68] a log of its own that finds no room is left out and counted; the wall goes on', async () => {
    const full = openSync('/dev/full', 'w')
    const PORT = String(await freePort())
    server = await startCallboard({ CALLBOARD_DATA: folder, PORT }, 'serve', { stderr: full })
    closeSync(full)
    const metrics = await (await fetch(`${server.address}/metrics`)).text()
    expect(Number(/^callboard_log_lines_lost_total (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThanOrEqual(3)
    await expectCleanStop(server)
  })

  test('a port that is taken is one clear line', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const { code, stdout, stderr } = await runCallboard(['serve'], {
      env: { CALLBOARD_DATA: folder, PORT: String(port) },
    })
    other.close()
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^error: [^\n]+ PORT\n$/)
    expect(stderr).toContain(String(port))
    expect((await brokerPids(folder)).filter(isAlive)).toEqual([])
  })

  test('a PORT that is none, and a data folder somebody uses, are one clear line', async () => {
    server = await startCallboard({ CALLBOARD_DATA: folder, PORT: String(await freePort()) })
    const asked = [{ PORT: 'http' }, { PORT: String(await freePort()), CALLBOARD_DATA: folder }]
    for (const env of asked) {
      const { code, stderr } = await runCallboard(['serve'], { env: { CALLBOARD_DATA: join(folder, 'other'), ...env } })
      expect(code).not.toBe(0)
      expect(stderr).toMatch(/^error: [^\n]+\n$/)
    }
    expect(server.isRunning()).toBe(true)
  })
})

describe('demo', () => {
  test('lives within a minute, shows queues on a wall, and leaves nothing behind', async () => {
    const browser = await startBrowser()
    try {
      // Without a desktop it opens no browser; what it stores lies in a folder of ours.
      server = await startCallboard({ TMPDIR: folder, PORT: String(await freePort()) }, 'demo')
      const { page, complaints } = await browser.open(`${server.address}/board/floor`)
      // Not yet while the past hour is being read: its heartbeats are long over.
      const shownMs = await until(() => page.evaluate(isLiving), LIVES_WITHIN_MS)
      tell(
        `demo: ready after ${Math.round(server.readyAfterMs)} ms, queues on the wall ${Math.round(shownMs)} ms later`,
      )
      expect(server.readyAfterMs + shownMs).toBeLessThan(LIVES_WITHIN_MS)
      expect(complaints).toEqual([])
      expect(server.stderr()).toContain(`${server.address}/board/floor`)
      await page.close()
      await expectCleanStop(server)
      expect(await readdir(folder)).toEqual([])
    } finally {
      await browser.close()
    }
  })
})

/** In the page: several queues, and numbers of now. */
function isLiving(): boolean {
  const words = document.querySelector('.fresh')?.textContent ?? ''
  return document.querySelectorAll('.row').length >= 4 && words.includes('Live')
}

describe('every command', () => {
  test('has help', async () => {
    const commands = ['serve', 'demo', 'simulate', 'replay', 'convert', 'snapshot']
    const { stdout } = await runCallboard(['--help'])
    const told = stdout.slice(stdout.indexOf('Commands:')).split('\n')
    expect(told.flatMap((line) => /^ {2}(\w\S*)/.exec(line)?.[1] ?? [])).toEqual(expect.arrayContaining(commands))
    const asked = [...commands.map((name) => [name]), ['convert', 'asterisk-queue-log'], ['convert', 'contact-records']]
    for (const words of asked) {
      const help = await runCallboard([...words, '--help'])
      expect({ words, code: help.code, stderr: help.stderr }).toEqual({ words, code: 0, stderr: '' })
      expect(help.stdout).toContain(`Usage: callboard ${words.join(' ')}`)
    }
  })

  test.each([
    ['an unknown command', ['sevre'], 2],
    ['an unknown option', ['serve', '--prot'], 2],
    ['a file left out', ['replay'], 2],
    ['an option left out', ['snapshot', '--at', '2026-03-02T09:00:00Z'], 2],
    ['an instant that is none', ['snapshot', '--events', '-', '--at', 'noon'], 2],
    ['a zone that is none', ['convert', 'contact-records', '-', '--map', 'm.json', '--zone', 'Mars/Base'], 2],
    ['a file that is not there', ['snapshot', '--events', '/nowhere.ndjson', '--at', '2026-03-02T09:00:00Z'], 1],
    ['a broker that is not there', ['replay', '-', '--nats', 'nats://127.0.0.1:1'], 1],
  ])('%s is one line on stderr', async (_what, args, exit) => {
    const { code, stdout, stderr } = await runCallboard(args, { env: { CALLBOARD_DATA: folder }, input: '' })
    expect({ code, stdout }).toEqual({ code: exit, stdout: '' })
    expect(stderr).toMatch(/^error: [^\n]+\n$/)
  })
})

/** The brokers whose stores lie somewhere below. */
async function brokerPids(below: string): Promise<number[]> {
  const claims = (await readdir(below, { recursive: true })).filter((file) => file.endsWith('callboard.json'))
  const texts = await Promise.all(claims.map((file) => readFile(join(below, file), 'utf8')))
  return texts.flatMap((text) => (JSON.parse(text) as { broker?: { pid: number } }).broker?.pid ?? [])
}

function isBrokerOf(data: string): boolean {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.some((pid) => /^nats-server\0/.test(commandLine(pid)) && commandLine(pid).includes(`\0-sd\0${data}/`))
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return '' // gone meanwhile
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
