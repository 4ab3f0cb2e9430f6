/** Why the reading of the log ended is counted by kind, against a real nats-server. */
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from 'nats'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/server/clock.ts'
import type { NatsFeed } from '../../../src/server/feed/read/natsFeed.ts'
import { connectEventLog } from '../../../src/server/feed/write/natsLog.ts'
import { hearing, until, type Heard } from '../../support/heard.ts'
import { NATS_FEEDS } from '../../support/natsFeeds.ts'
import { startNatsServer, type NatsServer } from '../../support/natsServer.ts'

describe.each(NATS_FEEDS)('%s', (_where, open) => {
  let broker: NatsServer
  let feed: NatsFeed
  let heard: Heard

  beforeEach(async () => {
    broker = await startNatsServer()
    feed = open(broker.url)
    heard = hearing()
    await feed.start(heard)
    await until(() => feed.state().linked)
  })

  afterEach(async () => {
    await feed.stop()
    await broker.remove()
  })

  async function purge(): Promise<void> {
    const log = await connectEventLog(broker.url)
    await log.append({ subject: 'floor.main.test', body: Buffer.from('1') })
    await log.close()
    await until(() => heard.messages.length === 1)
    const connection = await connect({ servers: broker.url })
    await (await jetstreamManager(connection)).streams.purge('FLOOR')
    await connection.close()
  }

  const CASES = [
    ['link', () => broker.kill()],
    ['silent', () => Promise.resolve(broker.freeze())],
    ['stream', purge],
  ] as const

  test.each(CASES)('[SV53] the reading ends once: %s', async (kind, end) => {
    await end()
    await until(() => Object.keys(feed.counts().losses).length > 0)
    expect(feed.counts().losses).toEqual({ [kind]: 1 })
    broker.thaw()
  })

  test('[SV53] since when the log is read is known while it is, and since when not while it is lost', async () => {
    const { linkedSince } = feed.state()
    expect(linkedSince).toBeLessThanOrEqual(systemClock.now())
    await broker.kill()
    await until(() => !feed.state().linked)
    expect(feed.state().linkedSince).toBeUndefined()
    expect(feed.state().lastSignAt).toBeGreaterThanOrEqual(linkedSince ?? Infinity)
  })
})
