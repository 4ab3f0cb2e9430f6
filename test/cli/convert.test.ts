import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeText } from '../../src/core/events/decode.ts'
import { hasSharedData, sharedData } from '../support/sharedData.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const BANK_MAP = 'test/fixtures/anonymousBank.map.json'
/** The command as the program has it, but alone. */
const PROGRAM = `
  import { Command } from 'commander'
  import { convertCommand } from './src/cli/convert.ts'
  const program = new Command('callboard')
  convertCommand(program)
  await program.parseAsync(['convert', ...process.argv.slice(1)], { from: 'user' })`

const LOG = [
  '1772442000|c1|SALES|NONE|ENTERQUEUE||200|1',
  '1772442009|c1|SALES|A1|CONNECT|9|c2|4',
  'not a line of a log',
  '1772442060|c1|SALES|A1|COMPLETEAGENT|9|51|1',
].join('\n')

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'callboard-convert-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function start(args: readonly string[]) {
  return spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, '--', ...args], { cwd: ROOT, stdio: 'pipe' })
}

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

async function run(args: readonly string[], input = ''): Promise<Ran> {
  const child = start(args)
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve))
  child.stdin.on('error', () => undefined).end(input)
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exit])
  return { code, out, err }
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

function events(out: string): unknown[] {
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
}

describe('convert asterisk-queue-log', () => {
  test('prints events and nothing else, and on stderr the bad line and the sum', async () => {
    const { code, out, err } = await run(['asterisk-queue-log', file('queue_log', LOG)])
    expect(code).toBe(0)
    expect(
      out
        .trimEnd()
        .split('\n')
        .map(decodeText)
        .every((decoded) => 'event' in decoded),
    ).toBe(true)
    expect(events(out)[0]).toEqual({
      specversion: '1.0',
      id: '0000000001',
      source: 'asterisk-queue-log',
      type: 'contact.enqueued',
      time: '2026-03-02T09:00:00.000Z',
      data: { contact: 'c1', queue: 'SALES' },
    })
    expect(err).toBe(
      'line 3: fewer than the five fields time, call id, queue, agent, event\n4 lines: 3 converted to 4 events, 0 ignored, 1 bad\n',
    )
  })

  test('reads standard input and gzip alike, and names source and agents as told', async () => {
    const plain = await run(['asterisk-queue-log', '-'], LOG)
    const packed = await run(['asterisk-queue-log', file('queue_log.gz', gzipSync(LOG))])
    expect(packed).toEqual(plain)
    const named = await run(
      ['asterisk-queue-log', '-', '--source', 'pbx', '--agent', 'A1=Nia', '--agent', 'A2=Ben'],
      LOG,
    )
    expect(events(named.out)[2]).toMatchObject({ source: 'pbx', data: { agent: 'Nia' } })
  })

  test('fails when no line is understood, and when there is nothing to read', async () => {
    expect(await run(['asterisk-queue-log', '-'], 'a\n\nb')).toMatchObject({ code: 1, out: '' })
    expect(await run(['asterisk-queue-log', '-'])).toMatchObject({
      code: 1,
      err: '0 lines: 0 converted to 0 events, 0 ignored, 0 bad\n',
    })
    const missing = await run(['asterisk-queue-log', join(folder, 'none')])
    expect(missing).toMatchObject({ code: 1, out: '' })
    expect(missing.err).toMatch(/^error: cannot read the input: ENOENT.*\n$/)
    expect(await run(['asterisk-queue-log', file('broken.gz', LOG)])).toMatchObject({ code: 1 })
    expect(await run(['asterisk-queue-log', '-'], '1772442000|NONE|NONE|NONE|CONFIGRELOAD|')).toMatchObject({
      code: 0,
      out: '',
    })
  })

  test('a file that is no text does not fill the memory', async () => {
    const { code, err } = await run(['asterisk-queue-log', file('binary', Buffer.alloc(3_000_000, 'x'))])
    expect({ code, lines: err.split('\n').length }).toEqual({ code: 1, lines: 3 })
  })

  test('a reader that has had enough ends it quietly', async () => {
    const line = '1772442000|c|SALES|NONE|ENTERQUEUE||200|1\n'
    const child = start(['asterisk-queue-log', file('long', line.repeat(200_000))])
    const err = text(child.stderr)
    const exit = new Promise<number | null>((resolve) => child.on('close', resolve))
    child.stdout.once('data', () => child.stdout.destroy())
    expect(await exit).toBe(0)
    expect(await err).toMatch(/^\d+ lines: .* 0 bad\n$/)
  })

  test('a slow reader gets every line', async () => {
    const line = '1772442000|c|SALES|NONE|ENTERQUEUE||200|1\n'
    const child = start(['asterisk-queue-log', file('steady', line.repeat(20_000))])
    child.stderr.resume()
    let lines = 0
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      lines += chunk.toString().split('\n').length - 1
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(lines).toBe(20_000)
  })
})

describe('convert contact-records', () => {
  const MAP = {
    contact: ['call'],
    queue: { constant: 'SALES' },
    enqueued: [{ column: 'start', format: 'yyyy-MM-dd HH:mm' }],
    wait: [{ column: 'wait' }],
    talk: [{ column: 'talk' }],
    outcome: { column: 'talk', values: { '': 'abandoned' }, otherwise: 'answered' },
  }
  const CSV = 'call,start,wait,talk\nc1,2026-07-02 09:00,5,60\nc2,2026-07-02 08:59,7,\nc3,2026-07-02 08:59,soon,\n'

  test('prints events in their order, in the zone that was named', async () => {
    const map = file('map.json', JSON.stringify(MAP))
    const { code, out, err } = await run([
      'contact-records',
      file('calls.csv', CSV),
      '--map',
      map,
      '--zone',
      'Europe/London',
    ])
    expect(code).toBe(0)
    expect((events(out) as { time: string; type: string }[]).map(({ time, type }) => `${time} ${type}`)).toEqual([
      '2026-07-02T07:59:00.000Z contact.enqueued',
      '2026-07-02T07:59:07.000Z contact.abandoned',
      '2026-07-02T08:00:00.000Z contact.enqueued',
      '2026-07-02T08:00:05.000Z contact.answered',
      '2026-07-02T08:01:05.000Z contact.ended',
    ])
    expect(err).toBe(
      'line 4: the wait is not a number\n4 lines: 2 converted to 5 events, 1 ignored (header 1), 1 bad\n',
    )
    const renamed = await run(['contact-records', '-', '--map', map, '--zone', 'UTC', '--source', 'pbx'], CSV)
    expect(events(renamed.out)[0]).toMatchObject({ source: 'pbx', time: '2026-07-02T08:59:00.000Z' })
  })

  test('a map that is none, or that does not fit the file, is wrong usage and one line', async () => {
    const wrong = async (map: string) => run(['contact-records', '-', '--map', map, '--zone', 'UTC'], CSV)
    for (const map of [
      join(folder, 'no.json'),
      file('text.json', 'hello'),
      file('half.json', '{"contact":["call"]}'),
      BANK_MAP,
    ]) {
      const { code, out, err } = await wrong(map)
      expect({ code, out, lines: err.split('\n').length }).toEqual({ code: 2, out: '', lines: 2 })
    }
    expect((await wrong(BANK_MAP)).err).toMatch(/anonymousBank.map.json does not fit -: no column 'vru\+line'/)
    expect((await wrong(file('half.json', '{"contact":["call"]}'))).err).toMatch(/\/wait: expected required property/)
  })

  test('help shows a map', async () => {
    const { code, out } = await run(['contact-records', '--help'])
    expect(code).toBe(0)
    expect(out).toMatch(/--map <map.json>[\s\S]*"enqueued":/)
  })

  test.skipIf(!hasSharedData)('a real month comes out whole', async () => {
    const month = sharedData('anonymous-bank/1999-01-january.tsv.gz')
    const { code, out, err } = await run(['contact-records', month, '--map', BANK_MAP, '--zone', 'Asia/Jerusalem'])
    expect(code).toBe(0)
    expect(err).toBe('31600 lines: 31359 converted to 89778 events, 241 ignored (header 1, phantom 240), 0 bad\n')
    expect(out.split('\n')).toHaveLength(89_779)
  })
})
