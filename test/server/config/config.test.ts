import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { whyNotListen } from '../../../src/server/access/openAddress.ts'
import { readConfig, readSites } from '../../../src/server/config.ts'

let folder: string
let file: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'callboard-config-'))
  file = join(folder, 'callboard.json')
})
afterAll(() => rmSync(folder, { recursive: true }))

function withFile(content: unknown) {
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return readConfig({ CALLBOARD_CONFIG: file })
}

describe('environment', () => {
  test('defaults hold where nothing is set, or set to nothing', () => {
    const defaults = {
      host: '127.0.0.1',
      port: 3000,
      natsUrl: undefined,
      dataFolder: join(process.cwd(), '.callboard'),
      clockMode: 'wall',
      sites: {},
      retentionMs: undefined,
      auth: undefined,
    }
    expect(readConfig({})).toEqual(defaults)
    expect(readConfig({ HOST: '', PORT: ' ', NATS_URL: '', CALLBOARD_CONFIG: '' })).toEqual(defaults)
  })

  test('each variable is taken', () => {
    const env = {
      HOST: '::1',
      PORT: '0',
      NATS_URL: 'nats://n:4222',
      CALLBOARD_DATA: '/data',
      CALLBOARD_CLOCK: 'events',
    }
    expect(readConfig(env)).toMatchObject({
      host: '::1',
      port: 0,
      natsUrl: 'nats://n:4222',
      dataFolder: '/data',
      clockMode: 'events',
    })
  })

  test.each([
    [{ PORT: 'eighty' }, 'environment PORT: expected integer, not "eighty"'],
    [{ PORT: '65536' }, 'environment PORT: expected integer to be less or equal to 65535, not 65536'],
    [{ PORT: '30.5' }, 'environment PORT: expected integer'],
    [{ CALLBOARD_CLOCK: 'sun' }, 'environment CALLBOARD_CLOCK: "sun" is not one of wall, events'],
    [{ CALLBOARD_CONFIG: '/no/such.json' }, '/no/such.json cannot be read'],
  ])('%j', (env, message) => {
    expect(() => readConfig(env)).toThrow(message)
  })
})

describe('config file', () => {
  test('sites with their zone and queue settings', () => {
    const queues = { SALES: { answerWithinMs: 30_000, serviceLevelFormula: 'SL2', name: 'Sales' } }
    const config = withFile({ sites: { london: { zone: 'Europe/London', queues } }, log: { retentionMs: 3_600_000 } })
    expect(config.sites).toEqual({ london: { site: 'london', zone: 'Europe/London', queues } })
    expect(config.retentionMs).toBe(3_600_000)
    expect(readSites(file)).toEqual(config.sites)
  })

  test.each([
    ['{', 'is not JSON'],
    [[], '/: expected object'],
    [{ sites: { 'a b': {} } }, '/sites/a b: cannot stand here'],
    [{ sites: { london: { zone: 'Europe/Lodnon' } } }, "/sites/london/zone: there is no time zone 'Europe/Lodnon'"],
    [{ sites: { london: { quues: {} } } }, '/sites/london/quues: cannot stand here; known are zone, queues'],
    [
      { sites: { london: { queues: { S: { targetRatio: 80 } } } } },
      '/sites/london/queues/S/targetRatio: expected number to be less or equal to 1, not 80',
    ],
    [{ sites: { london: { queues: { S: { queue: 'S' } } } } }, '/sites/london/queues/S/queue: cannot stand here'],
    [
      { sites: { london: { queues: { S: { serviceLevelFormula: 'SL7' } } } } },
      '/sites/london/queues/S/serviceLevelFormula: "SL7" is not one of SL1, SL2, SL3',
    ],
    [{ auth: {} }, '/auth/open: expected required property'],
  ])('%j', (content, message) => {
    expect(() => withFile(content)).toThrow(`${file} ${message}`)
    expect(() => withFile(content)).toThrow(/^[^\n]*$/)
  })
})

describe('where it may listen', () => {
  test.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost'])('%s is loopback', (host) => {
    expect(whyNotListen({ host, auth: undefined })).toBeUndefined()
  })

  test.each(['0.0.0.0', '::', '192.168.1.4', 'wall.example', '127.example'])(
    '%s needs a word in the config',
    (host) => {
      expect(whyNotListen({ host, auth: undefined })).toContain('"auth": {"open": true}')
      expect(whyNotListen({ host, auth: { open: true } })).toBeUndefined()
    },
  )
})
