import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileFeed } from '../../src/server/feed/fileFeed.ts'
import { connectEventLog } from '../../src/server/feed/natsLog.ts'
import { NATS_FEEDS } from '../support/natsFeeds.ts'
import { startNatsServer } from '../support/natsServer.ts'
import { feedContract } from './feedContract.ts'

feedContract('file', async (texts) => {
  const folder = await mkdtemp(join(tmpdir(), 'callboard-feed-'))
  const file = join(folder, 'events.ndjson')
  await writeFile(file, texts.map((text) => `${text}\n`).join(''))
  return { feed: fileFeed({ file }), remove: () => rm(folder, { recursive: true }) }
})

for (const [where, open] of NATS_FEEDS)
  feedContract(`nats, ${where}`, async (texts) => {
    const broker = await startNatsServer()
    const log = await connectEventLog(broker.url)
    for (const text of texts) await log.append({ subject: 'floor.main.test', body: Buffer.from(text) })
    await log.close()
    return { feed: open(broker.url), remove: () => broker.remove() }
  })
