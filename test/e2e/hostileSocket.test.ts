/** Displays that mean no good: each is closed with its code and counted, and another display does not notice. */
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { FloorBoardView } from '../../src/core/view/boardView.ts'
import { openDisplay, subscribeDisplay, type DisplayClient } from '../support/displayClient.ts'
import { happening } from './floorLog.ts'
import { startRig, tell, type Rig } from './rig.ts'

let rig: Rig
let bystander: DisplayClient

beforeAll(async () => {
  rig = await startRig()
  await rig.log.publish([happening('queue.configured', { queue: 'SALES' })])
  bystander = await subscribeDisplay(rig.address)
})

afterAll(async () => {
  await bystander?.close()
  await rig?.stop()
})

async function refused(name: string): Promise<number> {
  return (await rig.metrics()).get(`callboard_sockets_refused_total{reason="${name}"}`) ?? 0
}

interface Offence {
  readonly what: string
  readonly frames: (string | Buffer)[]
  readonly code: number
  /** Counted under. */
  readonly name: string
}

const SUBSCRIBE = JSON.stringify({ type: 'subscribe', board: 'floor' })

const OFFENCES: readonly Offence[] = [
  { what: 'words', frames: ['hello'], code: 1008, name: 'badFrame' },
  { what: 'a list', frames: ['[]'], code: 1008, name: 'badFrame' },
  { what: 'a type nobody knows', frames: ['{"type":"__proto__"}'], code: 1008, name: 'badFrame' },
  { what: 'a board of 5', frames: ['{"type":"subscribe","board":5}'], code: 1008, name: 'badFrame' },
  { what: 'a board of __proto__', frames: ['{"type":"subscribe","board":"__proto__"}'], code: 1008, name: 'badFrame' },
  { what: 'a revision of -1', frames: [resuming(-1)], code: 1008, name: 'badFrame' },
  { what: 'an epoch as a list', frames: [resuming(1, [])], code: 1008, name: 'badFrame' },
  { what: 'an act before subscribing', frames: ['{"type":"claim","escalation":"e"}'], code: 1008, name: 'noSubscribe' },
  { what: 'binary', frames: [Buffer.from(SUBSCRIBE)], code: 1008, name: 'binary' },
  { what: 'deep nesting', frames: [`{"a":${'['.repeat(8000)}${']'.repeat(8000)}}`], code: 1008, name: 'badFrame' },
  { what: 'no such board', frames: ['{"type":"subscribe","board":"constructor"}'], code: 4404, name: 'noSuchBoard' },
  { what: 'no such site', frames: ['{"type":"subscribe","board":"nowhere/floor"}'], code: 4404, name: 'noSuchBoard' },
  {
    what: 'over 16 KiB',
    frames: [JSON.stringify({ type: 'subscribe', board: 'floor', token: 'x'.repeat(20_000) })],
    code: 1009,
    name: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH',
  },
  { what: '8 MiB', frames: ['x'.repeat(8 * 1024 * 1024)], code: 1009, name: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' },
  { what: 'a flood of subscribes', frames: Array<string>(100).fill(SUBSCRIBE), code: 1008, name: 'tooFast' },
  { what: 'a flood of acts', frames: [SUBSCRIBE, ...flood(20_000)], code: 1008, name: 'tooFast' },
]

function resuming(revision: number, epoch: unknown = 'e'): string {
  return JSON.stringify({ type: 'subscribe', board: 'floor', resume: { epoch, revision } })
}

function flood(frames: number): string[] {
  return Array<string>(frames).fill('{"type":"claim","escalation":"e"}')
}

test.each(OFFENCES)('$what: closed with $code, counted as $name', async ({ frames, code, name }) => {
  const before = await refused(name)
  const display = await openDisplay(rig.address)
  for (const frame of frames) display.send(frame)
  expect((await display.closed()).code).toBe(code)
  expect((await refused(name)) - before).toBe(1)
})

test('another subprotocol is closed with 4406, another path and another page get no socket', async () => {
  const before = [await refused('version'), await refused('path'), await refused('origin')]
  const old = await openDisplay(rig.address, { protocols: ['callboard.v0'] })
  expect((await old.closed()).code).toBe(4406)
  expect(await statusOf('/nowhere', {})).toBe(404)
  expect(await statusOf('/live', { origin: 'https://elsewhere.example' })).toBe(403)
  expect([await refused('version'), await refused('path'), await refused('origin')]).toEqual(before.map((n) => n + 1))
})

test('who says nothing is closed after 5 s', async () => {
  const before = await refused('noSubscribe')
  const mute = await openDisplay(rig.address)
  const from = performance.now()
  expect((await mute.closed()).code).toBe(1008)
  expect(performance.now() - from).toBeGreaterThan(4500)
  expect((await refused('noSubscribe')) - before).toBe(1)
})

test('the 65th display of one address is asked to come later', async () => {
  const before = await refused('fullAddress')
  const displays = await Promise.all(Array.from({ length: 63 }, () => subscribeDisplay(rig.address)))
  const late = await openDisplay(rig.address)
  expect((await late.closed()).code).toBe(1013)
  expect((await refused('fullAddress')) - before).toBe(1)
  await Promise.all(displays.map((display) => display.close()))
})

test('the display beside them has missed nothing: proof of life all along, and the next event at once', async () => {
  expect(bystander.socket.readyState).toBe(WebSocket.OPEN)
  const last = await rig.log.publish([happening('contact.enqueued', { contact: 'c1', queue: 'SALES' })])
  await bystander.untilTrue(() => (bystander.messages.at(-1) as { appliedSeq?: number }).appliedSeq === last)
  await bystander.untilTrue(() => (bystander.held?.view as FloorBoardView).queues['SALES']?.waiting === 1)
  const instants = bystander.messages.flatMap((message) =>
    'serverNow' in message ? [Date.parse(message.serverNow)] : [],
  )
  const longest = Math.max(...instants.slice(1).map((at, i) => at - (instants[i] ?? at)))
  tell(`longest silence at the display beside hostile ones: ${longest} ms`)
  expect(longest).toBeLessThan(3000)
  expect(rig.server.isRunning()).toBe(true)
})

async function statusOf(path: string, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(rig.address.replace('http', 'ws') + path, 'callboard.v1', { headers })
  socket.on('error', () => undefined)
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }]
  socket.terminate()
  return response.statusCode
}
