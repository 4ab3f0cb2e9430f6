/** Messages that nobody can read any more though we have not. */
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream'
import { connect } from 'nats'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { epochMs } from '../../../src/core/units.ts'
import type { NatsFeed } from '../../../src/server/feed/read/natsFeed.ts'
import { connectEventLog } from '../../../src/server/feed/write/natsLog.ts'
import { BEGINNING, looked, readPast, whyGap, type Position } from '../../../src/server/feed/read/position.ts'
import type { LogSpan } from '../../../src/server/ports.ts'
import { startProxy, type Proxy } from '../../chaos/proxy.ts'
import { freePort } from '../../../src/server/feed/broker/freePort.ts'
import { hearing, until, type Heard } from '../../support/heard.ts'
import { NATS_FEEDS } from '../../support/natsFeeds.ts'
import { startNatsServer, type NatsServer } from '../../support/natsServer.ts'
import { aMessage } from '../pipeline/rig.ts'

function readAll(...seqs: number[]): Position {
  return seqs.reduce((position: Position, seq) => readPast(position, aMessage(seq, epochMs(1000))), BEGINNING)
}

describe('[SV38] by sequences', () => {
  test.each([
    ['nothing read yet', BEGINNING, 7, undefined],
    ['the next one is there', readAll(1, 2, 3), 4, undefined],
    ['what we read was dropped', readAll(1, 2, 3), 3, undefined],
    ['one was dropped unread', readAll(1, 2, 3), 5, 'messages from 4 to 4 were dropped before they were read'],
    ['passed over, and the log still holds older ones', readAll(1, 2, 6), 2, undefined],
    ['passed over, and dropped', readAll(1, 2, 6, 7), 7, 'messages from 3 to 6 were dropped before they were read'],
    ['passed over, and found to be deleted one by one', looked(readAll(1, 2, 6, 7)), 7, undefined],
    ['a log that began behind its first message', readAll(5, 6), 6, undefined],
  ])('%s', (_, position, firstSeq, why) => {
    expect(whyGap(position, firstSeq)).toBe(why)
  })
})

describe.each(NATS_FEEDS)('with a broker, %s', (_where, open) => {
  let broker: NatsServer
  let proxy: Proxy
  let feed: NatsFeed
  let heard: Heard

  beforeEach(async () => {
    broker = await startNatsServer()
    proxy = await startProxy(broker.port)
    feed = open(`nats://127.0.0.1:${proxy.port}`)
    heard = hearing()
  })
  afterEach(async () => {
    await feed.stop()
    await proxy.close()
    await broker.remove()
  })

  async function publish(count: number): Promise<void> {
    const log = await connectEventLog(broker.url)
    for (let n = 0; n < count; n++) await log.append({ subject: 'floor.main.test', body: Buffer.from(String(n)) })
    await log.close()
  }

  async function manage(act: (manager: JetStreamManager) => Promise<unknown>): Promise<void> {
    const connection = await connect({ servers: broker.url })
    await act(await jetstreamManager(connection))
    await connection.close()
  }

  /** The feed has no broker meanwhile. */
  async function away(act: () => Promise<void>): Promise<void> {
    proxy.aim(await freePort())
    proxy.cut()
    await until(() => !feed.state().linked)
    await act()
    proxy.aim(broker.port)
    await until(() => feed.state().linked)
  }

  test('[SV38] what its limits dropped while we were away: a restart, and the log from where it begins', async () => {
    await publish(3)
    await feed.start(heard)
    await until(() => heard.messages.length === 3)
    await away(async () => {
      await publish(5)
      await manage((manager) => manager.streams.update('FLOOR', { max_msgs: 2 }))
    })
    await until(() => heard.seqs().at(-1) === 8)
    expect(heard.restarts).toEqual(['messages from 4 to 6 were dropped before they were read'])
    expect(heard.seqs()).toEqual([1, 2, 3, 7, 8])
  })

  test('[SV38] nothing was dropped but what we had read: it goes on', async () => {
    await publish(3)
    await feed.start(heard)
    await until(() => heard.messages.length === 3)
    await away(async () => {
      await publish(2)
      await manage((manager) => manager.streams.update('FLOOR', { max_msgs: 2 }))
    })
    await until(() => heard.seqs().at(-1) === 5)
    expect([heard.restarts, heard.seqs()]).toEqual([[], [1, 2, 3, 4, 5]])
  })

  test('[SV38] messages deleted one by one, unread, are no restart', async () => {
    await publish(3)
    await feed.start(heard)
    await until(() => heard.messages.length === 3)
    await away(async () => {
      await publish(3)
      await manage((manager) => manager.streams.deleteMessage('FLOOR', 5))
    })
    await until(() => heard.seqs().at(-1) === 6)
    expect([heard.restarts, heard.seqs()]).toEqual([[], [1, 2, 3, 4, 6]])
  })

  test('[SV35] before it reads it says what the log holds, and begins behind what is known', async () => {
    await publish(4)
    await manage((manager) => manager.streams.purge('FLOOR', { seq: 2 }))
    const spans: LogSpan[] = []
    const times: (number | undefined)[] = []
    const loaded = Promise.withResolvers<undefined>()
    heard.begin = async (log) => {
      spans.push(log)
      times.push(await log.storedAt(1), await log.storedAt(3))
      return { seq: 3, storedAt: epochMs(times[1] ?? 0), loaded: loaded.promise }
    }
    await feed.start(heard)
    await until(() => times.length === 2)
    await new Promise((later) => setTimeout(later, 200))
    expect(heard.messages).toEqual([])
    loaded.resolve(undefined)
    await until(() => heard.messages.length === 1)
    expect(spans).toMatchObject([{ firstSeq: 2, lastSeq: 4 }])
    expect(times).toEqual([undefined, expect.any(Number)])
    expect(heard.seqs()).toEqual([4])
  })
})
