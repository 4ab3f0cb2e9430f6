/** One connection to the broker, without the library's own reconnecting: what comes after a loss is ours to decide. */
import { setTimeout as delay } from 'node:timers/promises'
import { connect, type ConnectionOptions, type NatsConnection } from 'nats'
import { messageOf } from '../../ports/messageOf.ts'
import { BrokerError } from './brokerError.ts'

const CONNECT_TIMEOUT_MS = 2000
/** With two unanswered pings a silent broker is given up after 3 s at most, even where nothing is consumed. */
const PING_INTERVAL_MS = 1000
const MAX_PINGS_OUT = 2
/** A broker that does not answer is not waited for. */
const CLOSE_WITHIN_MS = 500

/**
 * @param maxPingsOut more for who is sent much: an answer comes behind all that is on its way already
 * @throws BrokerError brokerUnreachable or brokerRefused
 */
export async function connectNats(url: string, name: string, maxPingsOut = MAX_PINGS_OUT): Promise<NatsConnection> {
  try {
    return await connect({
      ...addressed(url),
      name,
      reconnect: false,
      timeout: CONNECT_TIMEOUT_MS,
      pingInterval: PING_INTERVAL_MS,
      maxPingOut: maxPingsOut,
    })
  } catch (error) {
    throw connectError(url, error)
  }
}

/** Closes what is connected, or is about to be; what hangs is left to itself. */
export async function hangUp(connecting: Promise<NatsConnection>): Promise<void> {
  const closed = connecting.then((connection) => connection.close()).catch(() => undefined)
  const patience = new AbortController()
  await Promise.race([closed, delay(CLOSE_WITHIN_MS, undefined, { signal: patience.signal }).catch(() => undefined)])
  patience.abort()
}

/** `nats://user:password@host:4222,nats://other:4222` as the client wants it: addresses here, credentials there. */
function addressed(url: string): Pick<ConnectionOptions, 'servers' | 'user' | 'pass' | 'token'> {
  const urls = url.split(',').map((one) => parse(one.trim()))
  const servers = urls.map((one) => `${one.protocol}//${one.host}`)
  const first = urls.find((one) => one.username !== '')
  if (first === undefined) return { servers }
  const user = decodeURIComponent(first.username)
  return first.password === '' ? { servers, token: user } : { servers, user, pass: decodeURIComponent(first.password) }
}

function parse(url: string): URL {
  try {
    return new URL(url.includes('://') ? url : `nats://${url}`)
  } catch (error) {
    throw new BrokerError(
      'brokerUnreachable',
      `'${url}' is no NATS address; write it like nats://127.0.0.1:4222`,
      error,
    )
  }
}

function connectError(url: string, error: unknown): BrokerError {
  if (error instanceof BrokerError) return error
  const why = messageOf(error)
  const at = withoutCredentials(url)
  if (/authorization|authentication|permission/i.test(why))
    return new BrokerError(
      'brokerRefused',
      `the NATS server at ${at} refuses us (${why}); put user and password into NATS_URL`,
      error,
    )
  return new BrokerError(
    'brokerUnreachable',
    `no NATS server answers at ${at} (${why}); start it, or set NATS_URL`,
    error,
  )
}

/** The address as it may stand in a log. */
export function withoutCredentials(url: string): string {
  return url.replace(/(^|[/,\s])[^@/,\s]*@/g, '$1')
}
