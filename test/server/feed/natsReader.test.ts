/** Reading parts of a real broker's log, from anywhere, whatever becomes of our consumer and our link. */
import { jetstreamManager } from '@nats-io/jetstream'
import { headers } from 'nats'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { natsLogReader } from '../../../src/server/feed/read/natsReader.ts'
import { ensureFloorStream, FLOOR_STREAM } from '../../../src/server/feed/broker/streams.ts'
import type { LogPart, LogReader } from '../../../src/server/ports.ts'
import { openFloorLog, type FloorLog } from '../../e2e/floorLog.ts'
import { startNatsServer, type NatsServer } from '../../support/natsServer.ts'
import { rawPublish } from '../../support/rawPublish.ts'

let broker: NatsServer
let log: FloorLog
let reader: LogReader

beforeEach(async () => {
  broker = await startNatsServer()
  log = await openFloorLog(broker.url)
  await ensureFloorStream(await jetstreamManager(log.connection))
  reader = natsLogReader(broker.url)
})

afterEach(async () => {
  await reader.close()
  await log.close().catch(() => undefined)
  await broker.remove()
})

async function store(count: number, site = 'main'): Promise<void> {
  for (let n = 0; n < count - 1; n++) log.connection.publish(`floor.${site}.x`, `${site} ${n}`)
  await log.store(`floor.${site}.x`, `${site} ${count - 1}`) // acknowledged: all of them are stored
}

async function seqsOf(part: LogPart): Promise<number[]> {
  const seqs: number[] = []
  for (let messages = await part.next(); messages.length > 0; messages = await part.next())
    seqs.push(...messages.map(({ seq }) => seq))
  return seqs
}

const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => first + n)

test('a part is one site’s messages in order, from a sequence to the end, and on when there are more', async () => {
  await store(2_500)
  await store(3, 'york')
  await store(2)
  const part = reader.read({ site: 'main', seq: 1_001 })
  expect(await seqsOf(part)).toEqual([...from(1_001, 2_500), 2_504, 2_505])
  expect(await part.next()).toEqual([])
  await store(1)
  const [message] = await part.next()
  expect({ ...message, body: new TextDecoder().decode(message?.body) }).toEqual({
    seq: 2_506,
    storedAt: expect.closeTo(Date.now(), -4) as number,
    subject: 'floor.main.x',
    headers: new Map(),
    body: 'main 0',
  })
  expect(await seqsOf(reader.read({ site: 'york', seq: 1 }))).toEqual([2_501, 2_502, 2_503])
  expect(await seqsOf(reader.read({ site: 'leeds', seq: 1 }))).toEqual([])
})

test('headers come along', async () => {
  await log.store('floor.main.x', '{}', { 'ce-id': '7' })
  const [message] = await reader.read({ site: 'main', seq: 1 }).next()
  expect(message?.headers.get('ce-id')).toBe('7')
})

test('a message that looks like a status, or has headers in bad form, is a message', async () => {
  log.connection.publish('floor.main.x', '', { headers: headers(503, 'No Responders') })
  await log.connection.flush()
  await rawPublish(broker.port, { subject: 'floor.main.x', headers: ['bad name: 1', 'ce-id: 7'] })
  await store(1)
  expect(await seqsOf(reader.read({ site: 'main', seq: 1 }))).toEqual([1, 2, 3])
})

test('[SV82] the span says when its oldest message was stored', async () => {
  expect((await reader.span())?.firstStoredAt).toBeUndefined()
  await store(3)
  const manager = await jetstreamManager(log.connection)
  await manager.streams.purge(FLOOR_STREAM, { seq: 2 })
  const span = await reader.span()
  expect(span).toMatchObject({ firstSeq: 2, lastSeq: 3 })
  expect(span?.firstStoredAt).toBe(await span?.storedAt(2))
})

test('[SV81] what the log has dropped of what comes next, or a log made anew, is not passed over', async () => {
  await store(2_500)
  const manager = await jetstreamManager(log.connection)
  const part = reader.read({ site: 'main', seq: 1 })
  const beginning = reader.read({ site: 'main', seq: 1, isBeginning: true })
  const read = await part.next()
  expect(read.at(-1)?.seq).toBe(1_000)
  await manager.streams.purge(FLOOR_STREAM, { seq: 1_001 })
  expect((await part.next()).at(-1)?.seq).toBe(2_000)
  await manager.streams.purge(FLOOR_STREAM, { seq: 2_300 })
  await expect(part.next()).rejects.toMatchObject({ kind: 'messagesDropped', message: /from 2001 to 2299/ })
  expect((await beginning.next())[0]?.seq).toBe(2_300)
  await manager.streams.purge(FLOOR_STREAM)
  expect(await beginning.next()).toEqual([])
  await manager.streams.delete(FLOOR_STREAM)
  await ensureFloorStream(manager)
  await expect(beginning.next()).rejects.toMatchObject({ kind: 'messagesDropped', message: /made anew/ })
})

test('a consumer that the broker has forgotten is replaced, and no message is missed', async () => {
  await store(1_500)
  const part = reader.read({ site: 'main', seq: 1 })
  const first = (await part.next()).map(({ seq }) => seq)
  const { consumers } = await jetstreamManager(log.connection)
  for await (const { name } of consumers.list(FLOOR_STREAM)) await consumers.delete(FLOOR_STREAM, name)
  expect([...first, ...(await seqsOf(part))]).toEqual(from(1, 1_500))
})

test('a broker that was away is read on from where it was', async () => {
  await store(1_200)
  const part = reader.read({ site: 'main', seq: 1 })
  const first = (await part.next()).map(({ seq }) => seq)
  await broker.kill()
  await expect(part.next()).rejects.toThrow()
  await broker.start()
  expect([...first, ...(await seqsOf(part))]).toEqual(from(1, 1_200))
})

test('the span tells what the log holds', async () => {
  expect(await reader.span()).toMatchObject({ firstSeq: 1, lastSeq: 0 })
  expect(await reader.read({ site: 'main', seq: 1 }).next()).toEqual([])
  await store(3)
  const span = await reader.span()
  expect(span).toMatchObject({ firstSeq: 1, lastSeq: 3 })
  expect(await span?.storedAt(2)).toBeCloseTo(Date.now(), -4)
  expect(await span?.storedAt(9)).toBeUndefined()
})
