import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src/server/clock.ts'
import { fileFeed } from '../../src/server/feed/fileFeed.ts'
import { natsFeed } from '../../src/server/feed/natsFeed.ts'
import { connectEventLog } from '../../src/server/feed/natsLog.ts'
import { startNatsServer } from '../support/natsServer.ts'
import { silentLog } from '../support/silentLog.ts'
import { feedContract } from './feedContract.ts'

feedContract('file', async (texts) => {
  const folder = await mkdtemp(join(tmpdir(), 'callboard-feed-'))
  const file = join(folder, 'events.ndjson')
  await writeFile(file, texts.map((text) => `${text}\n`).join(''))
  return { feed: fileFeed({ file }), remove: () => rm(folder, { recursive: true }) }
})

feedContract('nats', async (texts) => {
  const broker = await startNatsServer()
  const log = await connectEventLog(broker.url)
  for (const text of texts) await log.append({ subject: 'floor.main.test', body: Buffer.from(text) })
  await log.close()
  return { feed: natsFeed({ url: broker.url, clock: systemClock, log: silentLog }), remove: () => broker.remove() }
})
