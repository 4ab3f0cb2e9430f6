import { connectEventLog } from '../../src/server/feed/write/natsLog.ts'
import { NATS_FEEDS } from '../support/natsFeeds.ts'
import { startNatsServer } from '../support/natsServer.ts'
import { feedContract } from './feedContract.ts'

for (const [where, open] of NATS_FEEDS)
  feedContract(`nats, ${where}`, async (texts) => {
    const broker = await startNatsServer()
    const log = await connectEventLog(broker.url)
    for (const text of texts) await log.append({ subject: 'floor.main.test', body: Buffer.from(text) })
    await log.close()
    return { feed: open(broker.url), remove: () => broker.remove() }
  })
