import { jetstreamManager, type StoredMsg } from '@nats-io/jetstream'
import { connect } from 'nats'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { days, epochMs, later, type EpochMs } from '../../../src/core/units.ts'
import { systemClock } from '../../../src/server/clock.ts'
import { natsPublisher, type Publisher } from '../../../src/server/feed/write/natsPublisher.ts'
import {
  MAX_WAITING_COPIES,
  natsRejections,
  type NatsRejections,
} from '../../../src/server/feed/write/natsRejections.ts'
import { until } from '../../support/heard.ts'
import { startNatsServer, type NatsServer } from '../../support/natsServer.ts'

let broker: NatsServer
let publisher: Publisher
let rejections: NatsRejections
const now = systemClock.now()

beforeEach(async () => {
  broker = await startNatsServer()
  publisher = natsPublisher(broker.url)
  rejections = natsRejections({ publisher, clock: systemClock })
})

afterEach(async () => {
  rejections.stop()
  await publisher.close()
  await broker.remove()
})

async function stored(): Promise<(StoredMsg | null)[]> {
  const connection = await connect({ servers: broker.url })
  const manager = await jetstreamManager(connection)
  const { state } = await manager.streams.info('FLOOR_REJECTED')
  const all = []
  for (let seq = 1; seq <= state.last_seq; seq++) all.push(await manager.streams.getMessage('FLOOR_REJECTED', { seq }))
  await connection.close()
  return all
}

test('[F17] a copy has the subject of its site, the reason in a header, the sequence as its id and the body as it was', async () => {
  rejections.copy({ site: 'london', seq: 41, storedAt: now, reason: 'notJson', body: Buffer.from('{oops') })
  await until(() => rejections.counts().copied === 1)
  const [copy] = await stored()
  expect(copy?.subject).toBe('floor-rejected.london')
  expect(copy?.header.get('Callboard-Reason')).toBe('notJson')
  expect(copy?.header.get('Nats-Msg-Id')).toBe('41')
  expect(copy?.string()).toBe('{oops')
})

test('[F17] a refold copies nothing twice, also from another process', async () => {
  rejections.copy({ site: 'main', seq: 7, storedAt: now, reason: 'notJson', body: Buffer.from('x') })
  await until(() => rejections.counts().copied === 1)
  const again = natsRejections({ publisher, clock: systemClock })
  again.copy({ site: 'main', seq: 7, storedAt: now, reason: 'notJson', body: Buffer.from('x') })
  await until(() => again.counts().copied === 1)
  expect(await stored()).toHaveLength(1)
})

test('[F17] what was stored longer ago than copies are kept is not copied again', () => {
  const old = later(systemClock.now(), -(days(1) + 1000))
  rejections.copy({ site: 'main', seq: 7, storedAt: old, reason: 'notJson', body: Buffer.from('x') })
  expect(rejections.counts()).toEqual({ copied: 0, dropped: 0, waiting: 0 })
})

test('[F17] a body at the limit of the broker is cut, and says from how many bytes', async () => {
  const body = Buffer.alloc(1024 * 1024, 'x')
  await publisher.connect()
  rejections.copy({ site: 'main', seq: 1, storedAt: now, reason: 'tooLarge', body })
  await until(() => rejections.counts().copied === 1)
  const [copy] = await stored()
  expect(copy?.header.get('Callboard-Cut-From')).toBe(String(body.byteLength))
  expect(copy?.data.byteLength).toBe(body.byteLength - 1024)
})

test('[F17] with the broker gone copies wait, up to a ceiling, and are made when it is back', async () => {
  await publisher.connect()
  await broker.kill()
  for (let seq = 1; seq <= MAX_WAITING_COPIES + 5; seq++)
    rejections.copy({ site: 'main', seq, storedAt: now, reason: 'notJson', body: Buffer.from('x') })
  expect(rejections.counts()).toEqual({ copied: 0, dropped: 5, waiting: MAX_WAITING_COPIES })
  await broker.start()
  await until(() => rejections.counts().copied === MAX_WAITING_COPIES)
  expect(rejections.counts().waiting).toBe(0)
})

test('[SV66] that they cannot be stored is told once, and again after some could', async () => {
  const failed: string[] = []
  const copies = natsRejections({ publisher, clock: systemClock, onFailed: (reason) => failed.push(reason) })
  const one = { site: 'main', storedAt: now, reason: 'notJson', body: new Uint8Array([1]) }
  await broker.kill()
  copies.copy({ ...one, seq: 1 })
  await until(() => failed.length === 1)
  await new Promise((passed) => setTimeout(passed, 1_500))
  expect(failed).toEqual([expect.stringContaining('no NATS server answers')])
  await broker.start()
  await until(() => copies.counts().copied === 1)
  await broker.kill()
  copies.copy({ ...one, seq: 2 })
  await until(() => failed.length === 2)
  copies.stop()
  await broker.start()
})

test('[SV63] with their stream deleted, copies wait until it is made again', async () => {
  rejections.copy({ site: 'main', seq: 1, storedAt: now, reason: 'notJson', body: new Uint8Array([1]) })
  await until(() => rejections.counts().copied === 1)
  const connection = await connect({ servers: broker.url })
  await (await jetstreamManager(connection)).streams.delete('FLOOR_REJECTED')
  await connection.close()
  rejections.copy({ site: 'main', seq: 2, storedAt: now, reason: 'notJson', body: new Uint8Array([2]) })
  await until(() => rejections.counts().copied === 2)
  expect((await stored()).map((message) => [...(message?.data ?? [])])).toEqual([[2]])
})

test('[SV45] what was an event is copied as the log has it', async () => {
  const { seq } = await publisher.publish({ stream: 'FLOOR', subject: 'floor.main.x', body: Buffer.from('{"a":1}') })
  const storedAt = await storedIn('FLOOR', seq)
  rejections.copy({ site: 'main', seq, storedAt, reason: 'tooManyQueues' })
  await until(() => rejections.counts().copied === 1)
  expect((await stored())[0]?.string()).toBe('{"a":1}')
})

test('[SV45] what the log holds no more, or in its place another, is not copied but counted', async () => {
  const { seq } = await publisher.publish({ stream: 'FLOOR', subject: 'floor.main.x', body: Buffer.from('{"a":1}') })
  rejections.copy({ site: 'main', seq: seq + 1, storedAt: now, reason: 'tooManyQueues' })
  rejections.copy({ site: 'main', seq, storedAt: later(now, -5000), reason: 'tooManyQueues' })
  await until(() => rejections.counts().dropped === 2)
  expect(rejections.counts()).toEqual({ copied: 0, dropped: 2, waiting: 0 })
})

async function storedIn(stream: string, seq: number): Promise<EpochMs> {
  const connection = await connect({ servers: broker.url })
  const message = await (await jetstreamManager(connection)).streams.getMessage(stream, { seq })
  await connection.close()
  return epochMs(message?.time.getTime() ?? 0)
}
