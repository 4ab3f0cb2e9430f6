/** One life of the thread that reads the log, seen from the thread that folds it. */
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { EpochMs } from '../../core/units.ts'
import type { FeedHandlers, FeedState, Known, Log, LogSpan } from '../ports.ts'
import { messageOf } from '../ports/messageOf.ts'
import { decodeBatch } from './batchCodec.ts'
import { createQuestions } from './questions.ts'
import type { FeedThen, FromFeed, ThreadSettings, Told, ToFeed } from './threadMessages.ts'

/** A thread that has not ended by then, with a broker that hangs, is ended. */
const ENDS_WITHIN_MS = 1500

const RESTARTED = 'the log starts again'

/** All it makes is short-lived: more room for it is 100 MB more of the process and no time less. */
const YOUNG_MB = 16

const WORKER = new URL('./worker.ts', import.meta.url)

export interface FeedThreadOptions {
  readonly settings: ThreadSettings
  readonly handlers: FeedHandlers
  readonly log: Log
  /** A sign of life came, what was said with it may wait. */
  readonly sign: () => void
  /** The feed as it is, told before anything else that was said with it. */
  readonly heard: (then: FeedThen) => void
  /** Something went wrong that never should. */
  readonly bug: (error: unknown) => void
  /** What the thread runs. */
  readonly worker?: URL | undefined
}

export interface FeedThread {
  /** From now on nothing is told any more. Resolves when the thread has ended. */
  stop(): Promise<void>
}

export function startFeedThread(options: FeedThreadOptions): FeedThread {
  const { settings, handlers, log, sign, heard, bug } = options
  const worker = new Worker(options.worker ?? WORKER, {
    workerData: settings,
    name: 'feed',
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  })
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  const inbox: Told[] = []
  const questions = createQuestions<EpochMs | undefined>()
  let isStopped = false
  let isTaking = false
  /** What was read ahead waits until that is loaded which it comes behind. */
  let isHeld = false
  let hasFailed = false
  let beginning: Promise<void> | undefined

  worker.on('message', (said: FromFeed) => {
    if (isStopped) return
    sign()
    if (said.what === 'sign') return
    inbox.push(said)
    takeSoon()
  })
  worker.on('error', fail)
  worker.on('messageerror', fail)
  worker.on('exit', (code) => {
    end()
    if (!isStopped) fail(new Error(`the thread that reads the log ended (exit ${code})`))
  })

  /** Whatever comes behind the first failure comes of it. */
  function fail(error: unknown): void {
    if (hasFailed) return
    hasFailed = true
    bug(error)
  }

  /** One at a turn: what else the process has to do goes on between two batches. */
  function takeSoon(): void {
    if (isTaking || isHeld) return
    isTaking = true
    setImmediate(() => {
      isTaking = false
      const said = inbox.shift()
      if (said === undefined) return
      if (inbox.length > 0) takeSoon()
      heard({ counts: said.counts, state: stateSince(said, inbox) })
      take(said)
    })
  }

  function take(said: Told): void {
    switch (said.what) {
      case 'state':
        return
      case 'batch':
        return fold(said.text)
      case 'log':
        return log[said.level](said.fields, said.text)
      case 'linked':
        return handlers.linked()
      case 'restarted':
        return handlers.restarted(said.reason)
      case 'begin':
        beginning = begin(said.span)
        return
      case 'storedAt':
        return questions.answer(said.id, said.answer)
    }
  }

  function fold(text: string): void {
    for (const message of decodeBatch(text)) {
      if (isStopped) return
      handlers.message(message)
    }
    tell({ what: 'taken' })
  }

  async function begin(span: Omit<LogSpan, 'storedAt'>): Promise<void> {
    const storedAt = (seq: number) => questions.ask((id) => tell({ what: 'storedAt', id, seq }))
    let known: Known | undefined
    try {
      known = await handlers.begin({ ...span, storedAt })
    } catch (error) {
      return tell({ what: 'begun', answer: { failed: messageOf(error) } })
    }
    isHeld = true
    tell({ what: 'begun', answer: { is: known && { seq: known.seq, storedAt: known.storedAt } } })
    try {
      await known?.loaded
    } catch (error) {
      return fail(error)
    }
    isHeld = false
    takeSoon()
  }

  function tell(message: ToFeed): void {
    worker.postMessage(message)
  }

  return {
    async stop() {
      isStopped = true
      inbox.length = 0
      questions.stop('stopped')
      tell({ what: 'stop' })
      const patience = new AbortController()
      await Promise.race([ended, delay(ENDS_WITHIN_MS, undefined, { signal: patience.signal }).catch(() => undefined)])
      patience.abort()
      await worker.terminate()
      await beginning
    },
  }
}

/** What was said since, and waits to be taken, may be of more messages, of a link lost, or of another log. */
function stateSince({ state }: Told, waiting: readonly Told[]): FeedState {
  const newest = waiting.at(-1)?.state ?? state
  if (!state.linked) return state
  if (!newest.linked) return { ...newest, lastSeq: Math.max(state.lastSeq, newest.lastSeq) }
  if (waiting.some(({ what }) => what === 'restarted'))
    return { linked: false, lastSeq: state.lastSeq, reason: RESTARTED }
  // Nothing is taken for read by where the log ends: that it ends there says only what is to be read.
  const end = newest.end ?? state.end
  return { ...state, lastSeq: Math.max(state.lastSeq, newest.lastSeq), ...(end === undefined ? {} : { end }) }
}
