/** The two streams of the log: made when they are missing, never altered (contract part 1). */
import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream'
import { nanos, type NatsConnection } from 'nats'
import { days, epochMs, type EpochMs } from '../../../core/units.ts'
import { messageOf } from '../../ports/messageOf.ts'
import { BrokerError } from './brokerError.ts'

export const FLOOR_STREAM = 'FLOOR'
export const REJECTED_STREAM = 'FLOOR_REJECTED'

export const DEFAULT_RETENTION_MS = days(7)
export const REJECTED_RETENTION_MS = days(1)
export const REJECTED_MAX_BYTES = 64 * 1024 * 1024
const API_TIMEOUT_MS = 2000
/** Behind a backlog on a thin wire an answer is late, and tells how late the messages are. */
const PATIENT_TIMEOUT_MS = 10_000

export function floorSubject(site: string, type: string): string {
  return `floor.${site}.${type}`
}

export function rejectedSubject(site: string): string {
  return `floor-rejected.${site}`
}

/** @throws BrokerError jetStreamOff when the server has no JetStream */
export async function openJetStream(connection: NatsConnection): Promise<JetStreamManager> {
  try {
    return await jetstreamManager(connection, { timeout: API_TIMEOUT_MS })
  } catch (error) {
    throw new BrokerError(
      'jetStreamOff',
      `the NATS server gives no JetStream (${messageOf(error)}); start it with -js`,
      error,
    )
  }
}

/** For who can wait, on a connection that gives JetStream. */
export function patientJetStream(connection: NatsConnection): Promise<JetStreamManager> {
  return jetstreamManager(connection, { timeout: PATIENT_TIMEOUT_MS, checkAPI: false })
}

/** The floor's log, made if it is missing. */
export async function ensureFloorStream(
  manager: JetStreamManager,
  retentionMs = DEFAULT_RETENTION_MS,
): Promise<StreamInfo> {
  return ensure(manager, {
    name: FLOOR_STREAM,
    subjects: ['floor.>'],
    max_age: nanos(retentionMs),
  })
}

/** Copies of what was no event; a refold within the retention finds its copies already there (F17). */
export async function ensureRejectedStream(manager: JetStreamManager): Promise<StreamInfo> {
  return ensure(manager, {
    name: REJECTED_STREAM,
    subjects: ['floor-rejected.>'],
    max_age: nanos(REJECTED_RETENTION_MS),
    max_bytes: REJECTED_MAX_BYTES,
    duplicate_window: nanos(REJECTED_RETENTION_MS),
  })
}

async function ensure(
  manager: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
): Promise<StreamInfo> {
  const existing = await streamInfo(manager, config.name)
  return existing ?? (await manager.streams.add({ ...DEFAULTS, ...config }))
}

const DEFAULTS = {
  storage: StorageType.File,
  retention: RetentionPolicy.Limits,
  discard: DiscardPolicy.Old,
} satisfies Partial<StreamConfig>

/** Undefined when there is no such stream. */
export async function streamInfo(manager: JetStreamManager, name: string): Promise<StreamInfo | undefined> {
  try {
    return await manager.streams.info(name)
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound) return undefined
    throw error
  }
}

const GONE: readonly number[] = [JetStreamApiCodes.ConsumerNotFound, JetStreamApiCodes.StreamNotFound]

/** How many messages of the floor's log the broker has yet to send to this consumer; undefined when there is no such one. */
export async function pendingFor(manager: JetStreamManager, consumer: string): Promise<number | undefined> {
  try {
    return (await manager.consumers.info(FLOOR_STREAM, consumer)).num_pending
  } catch (error) {
    if (error instanceof JetStreamApiError && GONE.includes(error.code)) return undefined
    throw error
  }
}

/** A message of the floor's log; undefined when it holds it no more, or another one in its place. */
export async function readBody(
  manager: JetStreamManager,
  message: { seq: number; storedAt: EpochMs },
): Promise<Uint8Array | undefined> {
  const found = await manager.streams.getMessage(FLOOR_STREAM, { seq: message.seq })
  return found?.time.getTime() === message.storedAt ? found.data : undefined
}

/** When the floor's log stored this message; undefined when it holds it no more. */
export async function storedAt(manager: JetStreamManager, seq: number): Promise<EpochMs | undefined> {
  const message = await manager.streams.getMessage(FLOOR_STREAM, { seq })
  return message === null ? undefined : epochMs(message.time.getTime())
}
