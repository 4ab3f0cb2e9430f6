/** The thread that reads the log and decodes what it reads. It ends when it is told to stop; a bug in it ends the process. */
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../clock.ts'
import { natsFeed } from '../feed/read/natsFeed.ts'
import type { FeedHandlers, Known, Log, LogFields, LogSpan, ReadUpTo } from '../ports.ts'
import { messageOf } from '../ports/messageOf.ts'
import { createOutbox } from './outbox.ts'
import type { Answer, FeedThen, Sign, ThreadSettings, ToFeed, Told } from './threadMessages.ts'

/** A thread that says nothing for a while is taken for dead. */
const SIGN_EVERY_MS = 1000

/** What the other thread was asked and has not answered. */
interface Asked {
  readonly span: LogSpan
  readonly answer: PromiseWithResolvers<ReadUpTo | undefined>
}

let asked: Asked | undefined

const outbox = createOutbox({
  post: (told: Told) => parentPort?.postMessage(told),
  feed: feedNow,
})
const feed = natsFeed({
  ...(workerData as ThreadSettings),
  clock: systemClock,
  log: { debug: logging('debug'), info: logging('info'), warn: logging('warn'), error: logging('error') },
  room: () => outbox.room(),
  looked: () => outbox.say({ what: 'state' }),
})
const handlers: FeedHandlers = {
  begin,
  linked: () => outbox.say({ what: 'linked' }),
  message: (message) => outbox.message(message),
  restarted: (reason) => outbox.say({ what: 'restarted', reason }),
}
const signs = setInterval(() => {
  parentPort?.postMessage({ what: 'sign' } satisfies Sign)
  outbox.say({ what: 'state' })
}, SIGN_EVERY_MS)

/** Copied: what waits to be posted goes with what was then. */
function feedNow(): FeedThen {
  const { losses, ...counts } = feed.counts()
  return { state: { ...feed.state() }, counts: { ...counts, losses: { ...losses } } }
}

function logging(level: keyof Log): (fields: LogFields, text: string) => void {
  return (fields, text) => outbox.say({ what: 'log', level, fields, text })
}

/** While the other thread loads what it knows, this one reads ahead: as far as there is room. */
async function begin(span: LogSpan): Promise<Known | undefined> {
  const { created, firstSeq, lastSeq } = span
  asked = { span, answer: Promise.withResolvers() }
  outbox.say({ what: 'begin', span: { created, firstSeq, lastSeq } })
  const upTo = await asked.answer.promise
  return upTo && { ...upTo, loaded: Promise.resolve() }
}

function begun(answer: Answer<ReadUpTo | undefined>): void {
  if ('is' in answer) asked?.answer.resolve(answer.is)
  else asked?.answer.reject(new Error(answer.failed))
  asked = undefined
}

async function tellStoredAt(id: number, seq: number): Promise<void> {
  const answer = await storedAt(seq)
  outbox.say({ what: 'storedAt', id, answer })
}

async function storedAt(seq: number): Promise<Answer<Awaited<ReturnType<LogSpan['storedAt']>>>> {
  try {
    return { is: await asked?.span.storedAt(seq) }
  } catch (error) {
    return { failed: messageOf(error) }
  }
}

async function stop(): Promise<void> {
  clearInterval(signs)
  begun({ failed: 'stopped' })
  await feed.stop()
  // A connection to a broker that hangs would keep the thread.
  process.exit()
}

parentPort?.on('message', (said: ToFeed) => {
  switch (said.what) {
    case 'taken':
      return outbox.taken()
    case 'begun':
      return begun(said.answer)
    case 'storedAt':
      return void tellStoredAt(said.id, said.seq)
    case 'stop':
      return void stop()
  }
})
void feed.start(handlers)
