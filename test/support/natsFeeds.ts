/** The feed in this thread, and as the server has it. */
import { systemClock } from '../../src/server/clock.ts'
import { natsFeed, type NatsFeed } from '../../src/server/feed/read/natsFeed.ts'
import { threadedFeed } from '../../src/server/feedThread/threadedFeed.ts'
import { silentLog } from './silentLog.ts'

export type OpenFeed = (url: string) => NatsFeed

export const NATS_FEEDS: readonly (readonly [string, OpenFeed])[] = [
  ['in this thread', (url) => natsFeed({ url, clock: systemClock, log: silentLog })],
  ['in a thread of its own', (url) => threadedFeed({ url, clock: systemClock, log: silentLog })],
]
