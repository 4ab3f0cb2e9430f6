import { request } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { servedHosts } from '../../../src/server/access/servedHosts.ts'
import type { LiveOptions } from '../../../src/server/sockets/attachLive.ts'
import { openDisplay, subscribeDisplay, type DisplayClient } from '../../support/displayClient.ts'
import { aLiveRig, type LiveRig } from './liveRig.ts'

const rigs: LiveRig[] = []

async function rigOf(options: Partial<LiveOptions> = {}): Promise<LiveRig> {
  const rig = await aLiveRig(options)
  rigs.push(rig)
  return rig
}

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.stop()
})

/** The HTTP status an upgrade was answered with. */
async function upgradeStatus(url: string, headers: Record<string, string> = {}): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': Buffer.from('0123456789abcdef').toString('base64'),
        'sec-websocket-protocol': 'callboard.v1',
        ...headers,
      },
    })
    asked.on('response', (response) => resolve(response.resume().statusCode))
    asked.on('upgrade', (response, socket) => {
      socket.destroy()
      resolve(response.statusCode)
    })
    asked.on('error', reject)
    asked.end()
  })
}

function noticesOf(display: DisplayClient): string[] | undefined {
  return display.held?.view.notices.map(({ notice }) => notice)
}

describe('a display', () => {
  test('[SV17] gets the snapshot and a pulse, then deltas, then pulses', async () => {
    const rig = await rigOf()
    rig.publish({ id: 'a' })
    const display = await subscribeDisplay(rig.address)
    await display.untilTrue(() => display.messages.length === 2)
    rig.publish({ id: 'b' })
    rig.tick(4)
    await display.untilTrue(() => display.messages.length === 4)
    expect(display.messages.map(({ type }) => type)).toEqual(['snapshot', 'pulse', 'delta', 'pulse'])
    expect(display.held).toMatchObject({ epoch: 'e1', revision: 2 })
    expect(noticesOf(display)).toEqual(['a', 'b'])
  })

  test('[SV17] that comes back goes on from what it held', async () => {
    const rig = await rigOf()
    const display = await subscribeDisplay(rig.address)
    await display.close()
    rig.publish({ id: 'meanwhile' })
    rig.tick()
    const back = await subscribeDisplay(rig.address, 'floor', { held: display.held })
    await back.untilTrue(() => back.messages.length === 2)
    expect(back.messages.map(({ type }) => type)).toEqual(['delta', 'pulse'])
    expect(noticesOf(back)).toEqual(['meanwhile'])
    const again = await subscribeDisplay(rig.address, 'floor', { held: back.held })
    expect(again.messages.map(({ type }) => type)).toEqual(['pulse'])
  })

  test('[SV13] [SV17] that comes back to another epoch gets a snapshot', async () => {
    const rig = await rigOf()
    const display = await subscribeDisplay(rig.address)
    await display.close()
    rig.pipeline.restarted('recreated')
    const back = await subscribeDisplay(rig.address, 'floor', { held: display.held })
    expect(back.messages[0]).toMatchObject({ type: 'snapshot', epoch: 'e2' })
  })

  test('[SV17] may subscribe again on the same socket', async () => {
    const rig = await rigOf()
    const display = await subscribeDisplay(rig.address)
    display.send({ type: 'subscribe', board: 'agents' })
    await display.until((message) => message.type === 'snapshot' && message.view.board.id === 'agents')
    expect(rig.pipeline.status()).toMatchObject({ displays: 1 })
  })

  test('[SV31] that hangs up is forgotten', async () => {
    const rig = await rigOf()
    const display = await subscribeDisplay(rig.address)
    expect(rig.live.status()).toEqual({ connections: 1, opened: 1, refused: {} })
    display.socket.terminate()
    await display.untilTrue(() => rig.live.status().connections === 0)
    expect(rig.pipeline.status()).toMatchObject({ displays: 0 })
  })
})

describe('the handshake', () => {
  test('[SV25] only /live is a socket', async () => {
    const rig = await rigOf()
    expect(await upgradeStatus(`${rig.address}/live`)).toBe(101)
    expect(await upgradeStatus(`${rig.address}/live?token=x`)).toBe(101)
    for (const path of ['/', '/livestock', '/live/', '/LIVE', '/%6cive']) {
      expect(await upgradeStatus(rig.address + path)).toBe(404)
    }
    expect(rig.live.status().refused).toEqual({ path: 5 })
  })

  test('[SV25] a page of another host is refused, of this one and no page are not', async () => {
    const rig = await rigOf()
    const host = rig.address.slice('http://'.length)
    const status = (headers: Record<string, string>) => upgradeStatus(`${rig.address}/live`, headers)
    expect(await status({ origin: rig.address })).toBe(101)
    expect(await status({ origin: 'https://wall.example', host: 'wall.example' })).toBe(101)
    expect(await status({ origin: 'https://WALL.example', host: 'wall.example:443' })).toBe(101)
    const foreign = [
      'http://evil.example',
      `http://evil.example/${host}`,
      'null',
      '',
      'file://',
      'http://127.0.0.1',
      '//',
    ]
    for (const origin of foreign) expect([origin, await status({ origin })]).toEqual([origin, 403])
    expect(rig.live.status().refused).toEqual({ origin: foreign.length })
  })

  test("[SV40] on loopback without auth a stranger's name is refused", async () => {
    const rig = await rigOf({ servesHost: servedHosts({ host: '127.0.0.1', auth: undefined }) })
    const status = (host: string) => upgradeStatus(`${rig.address}/live`, { host, origin: `http://${host}` })
    expect(await status('localhost:3000')).toBe(101)
    expect(await status('evil.example')).toBe(421)
    expect(rig.live.status().refused).toEqual({ host: 1 })
  })

  test.each([[[]], [['callboard.v2']], [['chat', 'callboard.v0']]])(
    '[SV25] offering %j is closed with 4406',
    async (protocols) => {
      const rig = await rigOf()
      const display = await openDisplay(rig.address, { protocols })
      expect(await display.closed()).toEqual({ code: 4406, reason: 'speak callboard.v1' })
      expect(rig.live.status()).toEqual({ connections: 0, opened: 1, refused: { version: 1 } })
    },
  )

  test('[SV25] ours is chosen among several', async () => {
    const rig = await rigOf()
    const display = await openDisplay(rig.address, { protocols: ['callboard.v2', 'callboard.v1'] })
    expect(display.socket.protocol).toBe('callboard.v1')
  })

  test('[SV33] a request may be refused with a close code', async () => {
    const rig = await rigOf({
      allow: ({ headers }) => (headers.cookie === 'ok' ? undefined : { code: 4401, reason: 'sign in' }),
    })
    const stranger = await openDisplay(rig.address)
    expect(await stranger.closed()).toEqual({ code: 4401, reason: 'sign in' })
    const known = await subscribeDisplay(rig.address, 'floor', { headers: { cookie: 'ok' } })
    expect(known.messages[0]).toMatchObject({ type: 'snapshot' })
    expect(rig.live.status().refused).toEqual({ notAllowed: 1 })
  })

  test('[SV31] half an upgrade and a lost one disturb nobody', async () => {
    const rig = await rigOf()
    const display = await subscribeDisplay(rig.address)
    const port = Number(new URL(rig.address).port)
    for (const text of [
      'GET /live HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      'GET /li',
      '\0\0\0',
    ]) {
      const socket = connect(port, '127.0.0.1', () => socket.write(text, () => socket.resetAndDestroy()))
      await new Promise((gone) => socket.on('close', gone))
    }
    rig.publish({ id: 'a' })
    rig.tick()
    await display.until(({ type }) => type === 'delta')
  })
})

describe('what a display says', () => {
  test.each([
    ['no JSON', '{', 1008, 'notJson'],
    ['an array', '[]', 1008, 'notAnObject'],
    ['nothing', '', 1008, 'notJson'],
    ['an unknown type', '{"type":"drop"}', 1008, 'unknownType'],
    ['a subscribe without a board', '{"type":"subscribe"}', 1008, 'bad board'],
    ['a hostile resume', '{"type":"subscribe","board":"floor","resume":{"epoch":{},"revision":1}}', 1008, 'bad resume'],
    ['an act first', '{"type":"claim","escalation":"e"}', 1008, 'subscribe first'],
    ['an unknown board', '{"type":"subscribe","board":"attic"}', 4404, 'no such board'],
    ['a board of an unknown site', '{"type":"subscribe","board":"paris/floor"}', 4404, 'no such board'],
    ['an inherited name for a board', '{"type":"subscribe","board":"toString"}', 4404, 'no such board'],
    ['bytes', Buffer.from('{"type":"subscribe","board":"floor"}'), 1008, 'text frames only'],
  ])('[SV26] [SV27] %s is closed', async (_name, frame, code, reason) => {
    const rig = await rigOf()
    const bystander = await subscribeDisplay(rig.address)
    const display = await openDisplay(rig.address)
    display.send(frame)
    expect(await display.closed()).toEqual({ code, reason })
    expect(display.messages).toEqual([])
    expect(Object.values(rig.live.status().refused)).toEqual([1])
    rig.publish()
    rig.tick()
    await bystander.until(({ type }) => type === 'delta')
  })

  test('[SV27] [SV31] over 16 KiB is closed with 1009', async () => {
    const rig = await rigOf()
    const display = await openDisplay(rig.address)
    display.send('x'.repeat(16_385))
    expect(await display.closed()).toMatchObject({ code: 1009 })
    expect(rig.live.status().refused).toEqual({ WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1 })
    const big = await openDisplay(rig.address)
    big.send(JSON.stringify({ type: 'subscribe', board: 'floor', more: 'x'.repeat(16_300) }))
    await big.until(({ type }) => type === 'snapshot')
  })

  test('[SV27] text that is no UTF-8 is closed', async () => {
    const rig = await rigOf()
    const display = await openDisplay(rig.address)
    display.socket.send(Buffer.of(0xff, 0xfe), { binary: false })
    expect(await display.closed()).toMatchObject({ code: 1007 })
  })

  test('[SV26] nothing within the time is closed; a subscribed one may be silent', async () => {
    const rig = await rigOf({ limits: { subscribeWithinMs: 400 } })
    const silent = await openDisplay(rig.address)
    const display = await subscribeDisplay(rig.address)
    expect(await silent.closed()).toEqual({ code: 1008, reason: 'subscribe within 400 ms' })
    await delay(450)
    expect(display.socket.readyState).toBe(WebSocket.OPEN)
    expect(rig.live.status().refused).toEqual({ noSubscribe: 1 })
  })

  test('[SV27] too many frames, or subscribes, are closed', async () => {
    const rig = await rigOf({ limits: { maxFrames: 5, maxSubscribes: 3 } })
    const restless = await openDisplay(rig.address)
    for (let i = 0; i < 4; i++) restless.send({ type: 'subscribe', board: 'floor' })
    expect(await restless.closed()).toEqual({ code: 1008, reason: 'too many subscribes' })
    const chatty = await subscribeDisplay(rig.address)
    for (let i = 0; i < 5; i++) chatty.send({ type: 'claim', escalation: 'e' })
    expect(await chatty.closed()).toEqual({ code: 1008, reason: 'too many frames' })
    expect(rig.live.status().refused).toEqual({ tooFast: 2 })
  })

  test('[SV27] slowly, any number is fine', async () => {
    const rig = await rigOf({ limits: { maxSubscribes: 2 } })
    const display = await subscribeDisplay(rig.address)
    for (let i = 1; i <= 6; i++) {
      rig.now += 5_000
      display.send({ type: 'subscribe', board: 'floor' })
      await display.untilTrue(() => display.messages.filter(({ type }) => type === 'snapshot').length === i + 1)
    }
  })

  test('[SV29] acts are carried out for whom the display said, and answered', async () => {
    const rig = await rigOf()
    const display = await subscribeDisplay(rig.address)
    display.send({ type: 'claim', escalation: 'esc-1' })
    await display.until(({ type }) => type === 'done')
    display.send({ type: 'subscribe', board: 'main/agents', as: 'Nia' })
    display.send({ type: 'acknowledge', alert: 'alert-1' })
    expect(await display.until((message) => message.type === 'done' && message.re.endsWith('Nia'))).toEqual({
      type: 'done',
      re: 'acknowledge of Nia',
    })
    expect(rig.acted).toEqual([
      { board: 'floor', by: undefined, message: { type: 'claim', escalation: 'esc-1' } },
      { board: 'main/agents', by: 'Nia', message: { type: 'acknowledge', alert: 'alert-1' } },
    ])
  })

  test('[SV29] acts before subscribing close with 1008', async () => {
    const rig = await rigOf()
    const display = await openDisplay(rig.address)
    display.send({ type: 'claim', escalation: 'esc-1' })
    expect(await display.closed()).toEqual({ code: 1008, reason: 'subscribe first' })
    expect(rig.acted).toEqual([])
  })
})

describe('ceilings', () => {
  test('[SV28] displays in all', async () => {
    const rig = await rigOf({ limits: { maxDisplays: 2 } })
    const first = await subscribeDisplay(rig.address)
    await subscribeDisplay(rig.address)
    const third = await openDisplay(rig.address)
    expect(await third.closed()).toEqual({ code: 1013, reason: 'too many displays' })
    await first.close()
    await subscribeDisplay(rig.address)
    expect(rig.live.status()).toEqual({ connections: 2, opened: 4, refused: { full: 1 } })
  })

  test('[SV28] displays of one address', async () => {
    const rig = await rigOf({ limits: { maxDisplaysPerAddress: 1 } })
    await subscribeDisplay(rig.address)
    const second = await openDisplay(rig.address)
    expect(await second.closed()).toMatchObject({ code: 1013 })
    const elsewhere = await subscribeDisplay(rig.address, 'floor', { localAddress: '127.0.0.2' })
    expect(elsewhere.held).toBeDefined()
    expect(rig.live.status().refused).toEqual({ fullAddress: 1 })
  })

  test('[SV28] closed sockets that linger', async () => {
    const rig = await rigOf({ limits: { maxDisplays: 1 } })
    const display = await subscribeDisplay(rig.address)
    const lingering = await openDisplay(rig.address)
    lingering.socket.pause()
    expect(await upgradeStatus(`${rig.address}/live`)).toBe(503)
    expect(rig.live.status().refused).toEqual({ full: 1, crowded: 1 })
    lingering.socket.terminate()
    await display.close()
  })

  test('[SV30] [SV31] a peer that does not answer pings is cut off', async () => {
    const rig = await rigOf({ limits: { pingEveryMs: 250 } })
    const alive = await subscribeDisplay(rig.address)
    const dead = await subscribeDisplay(rig.address, 'floor', { autoPong: false })
    expect(await dead.closed()).toMatchObject({ code: 1006 })
    await delay(600)
    expect(alive.socket.readyState).toBe(WebSocket.OPEN)
    expect(rig.live.status()).toMatchObject({ connections: 1, refused: { dead: 1 } })
  })
})

describe('a slow reader', () => {
  /** Larger than what the kernel keeps between two sockets of one machine. */
  const MUCH = 9

  test('[SV23] is sent one merged delta once it reads again', async () => {
    const rig = await rigOf()
    const slow = await subscribeDisplay(rig.address)
    const quick = await subscribeDisplay(rig.address)
    slow.socket.pause()
    // Many small changes fill the kernel's buffers; from then on nothing more is sent.
    for (let i = 0; i < 400 && rig.pipeline.status().slowClosed === 0; i++) {
      rig.publish({ id: `${i}-${'x'.repeat(100)}` })
      rig.tick()
      await delay(1)
    }
    const sentWhilePaused = rig.pipeline.status().deltas
    slow.socket.resume()
    await slow.untilTrue(() => {
      rig.tick()
      return slow.held?.revision === quick.held?.revision && slow.held?.revision === 401
    })
    expect(slow.held).toEqual(quick.held)
    // The quick one had 400; the slow one what fitted in between.
    expect(sentWhilePaused).toBeLessThan(800)
    const merged = slow.messages.filter((message) => message.type === 'delta' && message.revision - message.from > 1)
    expect(merged.length).toBeGreaterThan(0)
  }, 30_000)

  test('[SV23] with too much unsent is closed with 1013 and comes back', async () => {
    const rig = await rigOf()
    const slow = await subscribeDisplay(rig.address)
    slow.socket.pause()
    const text = 'y'.repeat(120)
    for (let i = 0; i < MUCH * 10_000; i++) rig.publish({ id: `${i}-${text}` })
    rig.tick(2)
    expect(rig.pipeline.status()).toMatchObject({ slowClosed: 1, displays: 0 })
    slow.socket.resume()
    expect(await slow.closed()).toEqual({ code: 1013, reason: 'too slow' })
    const back = await subscribeDisplay(rig.address, 'floor', { held: slow.held })
    await back.untilTrue(() => back.held?.view.notices.length === MUCH * 10_000)
  }, 30_000)
})

test('[SV22] two hundred displays follow one floor', async () => {
  const rig = await rigOf({ limits: { maxDisplaysPerAddress: 200 } })
  const displays = await Promise.all(Array.from({ length: 200 }, () => subscribeDisplay(rig.address)))
  for (let i = 0; i < 8; i++) {
    rig.publish()
    rig.tick()
    await delay(5)
  }
  const [first] = displays
  await Promise.all(displays.map((display) => display.untilTrue(() => display.held?.view.notices.length === 8)))
  for (const display of displays) expect(display.held).toEqual(first?.held)
})

test('[SV32] stopping closes with 1001 and cuts off who does not answer', async () => {
  const rig = await rigOf()
  const display = await subscribeDisplay(rig.address)
  const stuck = await subscribeDisplay(rig.address)
  stuck.socket.pause()
  await rig.live.stop()
  expect(await display.closed()).toEqual({ code: 1001, reason: 'the server is stopping' })
  stuck.socket.resume()
  expect([1001, 1006]).toContain((await stuck.closed()).code)
  expect(rig.live.status().connections).toBe(0)
})
