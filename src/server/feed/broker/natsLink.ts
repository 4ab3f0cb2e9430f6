/** A connection that is sought again for ever: connect, run one session on it, wait, and from the beginning. */
import { setTimeout as delay } from 'node:timers/promises'
import type { NatsConnection } from 'nats'
import { messageOf } from '../../ports/messageOf.ts'
import { connectNats, hangUp } from './natsConnect.ts'

const FIRST_WAIT_MS = 100
/** The broker is back on the wall at most this long after it is back; with jitter, so that servers do not come together. */
const LONGEST_WAIT_MS = 2000

export interface LinkOptions {
  readonly url: string
  /** How the broker lists this connection. */
  readonly name: string
  /** Unanswered pings, one a second, after which the connection is given up. */
  readonly maxPingsOut: number
  /**
   * Works on one connection and ends with why: by throwing, or when `signal` says that the link is being
   * stopped or the connection has ended. `isUp` is called once all is well: the next wait is short again.
   */
  session(connection: NatsConnection, signal: AbortSignal, isUp: () => void): Promise<string>
  /** Told after every session and every vain attempt. */
  lost(reason: string): void
}

export interface Link {
  stop(): Promise<void>
}

export function keepLinked(options: LinkOptions): Link {
  const stopping = new AbortController()
  const running = run(options, stopping.signal)
  return {
    stop: async () => {
      stopping.abort('stopped')
      await running
    },
  }
}

async function run(options: LinkOptions, stopping: AbortSignal): Promise<void> {
  let failures = 0
  while (!stopping.aborted) {
    const reason = await attempt(options, stopping, () => (failures = 0)).catch(messageOf)
    if (stopping.aborted) return
    options.lost(reason)
    await delay(backOff(failures), undefined, { signal: stopping }).catch(() => undefined)
    failures += 1
  }
}

async function attempt(options: LinkOptions, stopping: AbortSignal, isUp: () => void): Promise<string> {
  const connection = await connected(options, stopping)
  if (connection === undefined) return 'stopped'
  const ended = new AbortController()
  void connection.closed().then((error) => ended.abort(error?.message ?? 'the NATS server closed the connection'))
  // What the session asks of a broker that hangs is answered at once: with an error.
  const endRequests = () => void hangUp(Promise.resolve(connection))
  stopping.addEventListener('abort', endRequests, { once: true })
  try {
    return await options.session(connection, AbortSignal.any([stopping, ended.signal]), isUp)
  } finally {
    stopping.removeEventListener('abort', endRequests)
    await hangUp(Promise.resolve(connection))
  }
}

/** Undefined once `stopping`; a connection that comes later is closed. */
function connected(options: LinkOptions, stopping: AbortSignal): Promise<NatsConnection | undefined> {
  const connecting = connectNats(options.url, options.name, options.maxPingsOut)
  return new Promise((resolve, reject) => {
    function giveUp(): void {
      resolve(undefined)
      void hangUp(connecting)
    }
    stopping.addEventListener('abort', giveUp, { once: true })
    connecting.then(resolve, reject).finally(() => stopping.removeEventListener('abort', giveUp))
  })
}

/** Doubling, and between half and all of it by chance. */
function backOff(failures: number): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 10))
  return longest * (0.5 + Math.random() / 2)
}

/** Resolves with the signal's reason. */
export function aborted(signal: AbortSignal): Promise<string> {
  if (signal.aborted) return Promise.resolve(String(signal.reason))
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(String(signal.reason)), { once: true })
  })
}
