import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream'
import { connect, headers, type MsgHdrs, type NatsConnection } from 'nats'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NatsFeed } from '../../../src/server/feed/read/natsFeed.ts'
import { connectEventLog } from '../../../src/server/feed/write/natsLog.ts'
import { hearing, until, type Heard } from '../../support/heard.ts'
import { NATS_FEEDS } from '../../support/natsFeeds.ts'
import { startNatsServer, type NatsServer } from '../../support/natsServer.ts'
import { rawPublish } from '../../support/rawPublish.ts'

describe.each(NATS_FEEDS)('%s', (_where, open) => {
  let broker: NatsServer
  let feed: NatsFeed
  let heard: Heard

  beforeEach(async () => {
    broker = await startNatsServer()
    heard = hearing()
    feed = open(broker.url)
  })

  afterEach(async () => {
    await feed.stop()
    await broker.remove()
  })

  function isLinked(): boolean {
    return feed.state().linked
  }

  async function started(): Promise<void> {
    await feed.start(heard)
    await until(isLinked)
  }

  /** Publishes `count` messages with the bodies `from`, `from + 1`, … */
  async function publish(from: number, count: number): Promise<void> {
    const log = await connectEventLog(broker.url)
    for (let n = from; n < from + count; n++)
      await log.append({ subject: 'floor.main.test', body: Buffer.from(String(n)) })
    await log.close()
  }

  async function withManager(act: (manager: JetStreamManager, connection: NatsConnection) => Promise<unknown>) {
    const connection = await connect({ servers: broker.url })
    await act(await jetstreamManager(connection), connection)
    await connection.close()
  }

  function binaryHeaders(): MsgHdrs {
    const made = headers()
    const values = { specversion: '1.0', id: 'a', source: '/test', type: 'notice.posted', time: '2026-03-02T09:00:00Z' }
    for (const [name, value] of Object.entries(values)) made.set(`ce-${name}`, value)
    return made
  }

  function numbers(from: number, to: number): string[] {
    return Array.from({ length: to - from + 1 }, (_, i) => String(from + i))
  }

  describe('reading', () => {
    test('messages come in order with sequence, the time of storing, site, and what their headers and body say', async () => {
      await started()
      await withManager(async (manager, connection) => {
        connection.publish('floor.york.x', '{"notice":"n1"}', { headers: binaryHeaders() })
        connection.publish('floor.main.x', 'body')
        await connection.flush()
        await until(() => heard.messages.length === 2)
        const storedAt = async (seq: number) => (await manager.streams.getMessage('FLOOR', { seq }))?.time.getTime()
        const event = {
          id: 'a',
          source: '/test',
          type: 'notice.posted',
          time: 1_772_442_000_000,
          data: { notice: 'n1' },
        }
        expect(heard.messages).toEqual([
          { seq: 1, storedAt: await storedAt(1), site: 'york', event },
          expect.objectContaining({ seq: 2, storedAt: await storedAt(2), site: 'main', rejected: 'notJson' }),
        ])
        expect(heard.bodies()).toEqual(['body'])
      })
      expect(feed.state()).toMatchObject({ linked: true, lastSeq: 2 })
    })

    test('[SV5] a message with headers in bad form is read, and the one behind it', async () => {
      await started()
      await rawPublish(broker.port, { subject: 'floor.main.test', headers: ['bad name: 1', 'ce-id: 7'], body: '1' })
      await publish(2, 1)
      await until(() => heard.messages.length === 2)
      expect(heard.bodies()).toEqual(numbers(1, 2))
    })

    test('what was there before the start is read too, and lastSeq says at once how much there is', async () => {
      await publish(1, 300)
      await started()
      expect(feed.state().lastSeq).toBe(300)
      await until(() => heard.messages.length === 300)
      expect(heard.bodies()).toEqual(numbers(1, 300))
    })

    test('lastSeq can be reached even where the last messages were deleted', async () => {
      await publish(1, 3)
      await withManager((manager) => manager.streams.deleteMessage('FLOOR', 3))
      await started()
      await until(() => heard.messages.length === 2 && feed.state().lastSeq === 2)
      const askedAt = feed.state().end?.askedAt ?? Infinity
      await until(() => (feed.state().end?.askedAt ?? 0) > askedAt)
      expect(feed.state()).toMatchObject({ lastSeq: 2, end: { seq: 2 } })
    })

    test('[SV9] where the log ends is asked about once a second, and told with when that was', async () => {
      await started()
      await publish(1, 3)
      const before = Date.now()
      await until(() => (feed.state().end?.askedAt ?? 0) >= before)
      expect(feed.state().end?.seq).toBe(3)
      expect(Date.now() - before).toBeLessThan(4_000)
    })

    test('a stream that is there already is left as it is', async () => {
      await withManager(async (manager) => {
        await manager.streams.add({ name: 'FLOOR', subjects: ['floor.>', 'legacy.>'], max_msgs: 77 })
        await started()
        const { config } = await manager.streams.info('FLOOR')
        expect(config).toMatchObject({ subjects: ['floor.>', 'legacy.>'], max_msgs: 77 })
      })
    })

    test('started again after a stop, it reads from the beginning', async () => {
      await publish(1, 2)
      await started()
      await until(() => heard.messages.length === 2)
      await feed.stop()
      await started()
      await until(() => heard.messages.length === 4)
      expect(heard.bodies()).toEqual(['1', '2', '1', '2'])
    })
  })

  describe('the broker goes and comes', () => {
    test('it may come after us', async () => {
      await broker.kill()
      await feed.start(heard)
      await until(() => /no NATS server answers/.test(feed.state().reason ?? ''))
      await broker.start()
      await until(isLinked)
      await publish(1, 1)
      await until(() => heard.messages.length === 1)
    })

    test('killed, it is noticed within 1.5 s; back, nothing is lost or doubled', async () => {
      await publish(1, 5)
      await started()
      await until(() => heard.messages.length === 5)
      await broker.kill()
      expect(await until(() => !isLinked())).toBeLessThan(1500)
      await broker.start()
      await publish(6, 5)
      await until(() => heard.messages.length >= 10)
      expect(heard.bodies()).toEqual(numbers(1, 10))
      expect(heard.restarts).toEqual([])
    })

    test('frozen, it is noticed within 2 s; thawed, nothing is lost or doubled', async () => {
      await publish(1, 5)
      await started()
      await until(() => heard.messages.length === 5)
      broker.freeze()
      expect(await until(() => !isLinked())).toBeLessThan(2000)
      broker.thaw()
      await publish(6, 5)
      await until(() => heard.messages.length >= 10)
      expect(heard.bodies()).toEqual(numbers(1, 10))
      expect(heard.restarts).toEqual([])
    })

    test('its consumer deleted, the feed makes another and goes on', async () => {
      await publish(1, 2)
      await started()
      await until(() => heard.messages.length === 2)
      await withManager(async (manager) => {
        for await (const consumer of manager.consumers.list('FLOOR'))
          await manager.consumers.delete('FLOOR', consumer.name)
      })
      await publish(3, 2)
      await until(() => heard.messages.length === 4)
      expect(heard.bodies()).toEqual(numbers(1, 4))
    })
  })

  describe('another log in the place of ours', () => {
    test('deleted and made anew: told, and read from the beginning', async () => {
      await publish(1, 3)
      await started()
      await until(() => heard.messages.length === 3)
      await withManager((manager) => manager.streams.delete('FLOOR'))
      await until(() => heard.restarts.length === 1)
      await publish(1, 1)
      await until(() => heard.messages.length === 4)
      expect(heard.seqs()).toEqual([1, 2, 3, 1])
      expect(heard.restarts).toEqual([expect.stringContaining('made anew')])
    })

    test('purged: told, and read on behind', async () => {
      await publish(1, 3)
      await started()
      await until(() => heard.messages.length === 3)
      await withManager((manager) => manager.streams.purge('FLOOR'))
      await until(() => heard.restarts.length === 1)
      await publish(4, 1)
      await until(() => heard.messages.length === 4)
      expect(heard.seqs()).toEqual([1, 2, 3, 4])
      expect(heard.restarts).toEqual(['the stream was purged'])
      expect(feed.state()).toMatchObject({ linked: true, lastSeq: 4 })
    })

    test('a broker with an empty store comes up in the place of the old one', async () => {
      await publish(1, 3)
      await started()
      await until(() => heard.messages.length === 3)
      await broker.kill()
      await broker.clear()
      await broker.start()
      await until(() => heard.restarts.length === 1)
      await publish(1, 1)
      await until(() => heard.messages.length === 4)
      expect(heard.seqs()).toEqual([1, 2, 3, 1])
    })
  })
})
