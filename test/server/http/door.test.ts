import { once } from 'node:events'
import { createServer, request, type OutgoingHttpHeaders, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { servedHosts } from '../../../src/server/access/servedHosts.ts'
import { createDoor, type Door, type DoorOptions } from '../../../src/server/http/door.ts'
import { closeServer, createHttpServer, listen } from '../../../src/server/http/httpServer.ts'
import { until } from '../../support/heard.ts'

let server: Server = createServer()
let door: Door
/** Requests that are kept waiting for their answer. */
let held: (() => void)[]
let malformed: string[]

afterEach(() => closeServer(server, 0))

const LARGE = 20_000_000

async function open(options: DoorOptions = {}): Promise<void> {
  held = []
  malformed = []
  door = createDoor(options)
  server = createHttpServer({
    door,
    api: async ({ url }, response) => {
      if (url === '/large') {
        response.setTimeout(300)
        response.end('x'.repeat(LARGE))
        return true
      }
      if (url === '/held') await new Promise<void>((release) => held.push(release))
      response.end('welcome')
      return true
    },
    pages: undefined,
    onMalformed: (reason) => malformed.push(reason),
    onFailure: (error) => expect.fail(String(error)),
  })
  await listen(server, '127.0.0.1', 0)
}

interface Answer {
  readonly status: number | undefined
  readonly type: string | undefined
  readonly text: string
}

function get(path = '/', headers: OutgoingHttpHeaders = {}): Promise<Answer> {
  const { port } = server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    const asking = request({ port, host: '127.0.0.1', path, headers, agent: false }, (response) => {
      let text = ''
      response.on('data', (data: Buffer) => (text += data.toString()))
      response.on('end', () => resolve({ status: response.statusCode, type: response.headers['content-type'], text }))
    })
    asking.on('error', reject)
    asking.end()
  })
}

const PROBLEM = 'application/problem+json'

test.each([
  'localhost',
  'localhost:3000',
  'LOCALHOST:1',
  '127.0.0.1',
  '127.0.0.1:3000',
  '127.1.2.3',
  '[::1]',
  '[::1]:80',
])('[SV40] on loopback without auth a request may call us %s', async (host) => {
  await open({ servesHost: servedHosts({ host: '127.0.0.1', auth: undefined }) })
  expect(await get('/', { host })).toMatchObject({ status: 200, text: 'welcome' })
})

test.each([
  'evil.example',
  'localhost.evil.example',
  'evil.example:3000',
  '10.0.0.1',
  '127.0.0.1.evil.example',
  'localhost@evil.example',
  '[::2]',
])("[SV40] … but not by a stranger's name: %s", async (host) => {
  await open({ servesHost: servedHosts({ host: '127.0.0.1', auth: undefined }) })
  const answer = await get('/', { host })
  expect([answer.status, answer.type]).toEqual([421, PROBLEM])
  expect(JSON.parse(answer.text)).toMatchObject({ status: 421, detail: expect.stringContaining('"auth"') as string })
  expect(door.refused).toEqual({ host: 1 })
})

test.each([
  ['auth in the config', { host: '127.0.0.1', auth: { open: true } }],
  ['an address beyond loopback', { host: '0.0.0.0', auth: { open: true } }],
])('[SV40] with %s any name will do', async (_what, listening) => {
  await open({ servesHost: servedHosts(listening) })
  expect((await get('/', { host: 'wall.example' })).status).toBe(200)
})

test('[SV41] a longer URL than there is room for: 414', async () => {
  await open({ limits: { maxUrlLength: 20 } })
  expect((await get(`/${'x'.repeat(19)}`)).status).toBe(200)
  expect(await get(`/${'x'.repeat(20)}`)).toMatchObject({ status: 414, type: PROBLEM })
  expect(door.refused).toEqual({ url: 1 })
})

test('[SV41] more headers than anybody needs: 431', async () => {
  await open()
  const headers = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-${i}`, 'y']))
  // Besides Host and Connection.
  expect((await get('/', headers(98))).status).toBe(200)
  expect((await get('/', headers(99))).status).toBe(431)
  expect(malformed).toEqual(['HPE_HEADER_OVERFLOW'])
})

test.each([
  ['of one address', { max: 9, maxPerAddress: 2 }, 'requestsOfAddress'],
  ['in all', { max: 2, maxPerAddress: 9 }, 'requests'],
])(
  '[SV42] more requests at once %s than there is room for: 429, and room again afterwards',
  async (_which, requests, name) => {
    await open({ limits: { requests } })
    const waiting = [get('/held'), get('/held')]
    await until(() => held.length === 2)
    expect(await get()).toMatchObject({ status: 429, type: PROBLEM })
    expect(door.refused).toEqual({ [name]: 1 })
    for (const release of held) release()
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200])
    expect((await get()).status).toBe(200)
  },
)

test('[SV43] more connections of one address than there is room for are hung up on', async () => {
  await open({ limits: { connections: { max: 9, maxPerAddress: 2 } } })
  const { port } = server.address() as AddressInfo
  const sockets = [1, 2, 3].map(() => connect(port, '127.0.0.1').on('error', () => undefined))
  await until(() => door.refused['connectionsOfAddress'] === 1)
  expect(door.refused).toEqual({ connectionsOfAddress: 1 })
  sockets[0]?.destroy()
  await until(() => sockets[0]?.closed === true)
  for (const socket of sockets) socket.destroy()
  await until(() => sockets.every(({ closed }) => closed))
  await untilAnswered()
})

test('[SV43] more connections in all than there is room for are hung up on, and counted', async () => {
  await open()
  server.maxConnections = 1
  const { port } = server.address() as AddressInfo
  const sockets = [1, 2].map(() => connect(port, '127.0.0.1').on('error', () => undefined))
  await until(() => door.refused['connections'] === 1)
  for (const socket of sockets) socket.destroy()
  await untilAnswered()
})

/** A place that was left is free once the server has noticed. */
async function untilAnswered(): Promise<void> {
  for (;;) {
    const answer = await get().catch(() => undefined)
    if (answer?.status === 200) return
  }
}

describe('answers that nobody takes', () => {
  /** Asks, and reads nothing. */
  async function stalled(): Promise<Socket> {
    const { port } = server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1')
    socket.pause()
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    socket.write('GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n')
    return socket
  }

  test('[SV48] are hung up on, and counted', async () => {
    await open()
    const socket = await stalled()
    await expect.poll(() => door.refused, { timeout: 5_000 }).toEqual({ untaken: 1 })
    socket.destroy()
    expect(await get()).toMatchObject({ status: 200 })
  })

  test('[SV48] are taken slowly without harm', async () => {
    await open()
    const { port } = server.address() as AddressInfo
    let bytes = 0
    await new Promise<void>((resolve, reject) => {
      request({ port, host: '127.0.0.1', path: '/large', agent: false }, (response) => {
        response.on('data', (data: Buffer) => {
          bytes += data.length
          response.pause()
          setTimeout(() => response.resume(), 2)
        })
        response.on('end', resolve)
        response.on('error', reject)
      }).end()
    })
    expect(bytes).toBe(LARGE)
    expect(door.refused).toEqual({})
  })

  test('[SV48] leave no room for more beyond so many bytes, until they are gone', async () => {
    await open({ limits: { maxUntakenBytes: LARGE / 4 } })
    const socket = await stalled()
    await expect.poll(async () => (await get()).status).toBe(503)
    expect(door.refused).toMatchObject({ untakenBytes: 1 })
    socket.destroy()
    await expect.poll(async () => (await get()).status).toBe(200)
  })
})
