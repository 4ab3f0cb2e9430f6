/** Folded sites in the broker's object store. */
import { jetstream } from '@nats-io/jetstream'
import { Objm, StorageType, type ObjectStore } from '@nats-io/obj'
import type { SnapshotStore } from '../../ports.ts'
import { messageOf } from '../../ports/messageOf.ts'
import { BrokerError } from '../broker/brokerError.ts'
import { keptLink, type Linked } from '../broker/keptLink.ts'
import { connectNats } from '../broker/natsConnect.ts'

export const SNAPSHOT_BUCKET = 'callboard-snapshots'
/** A broker that has not stored a piece by then is as good as gone. */
const TIMEOUT_MS = 3000
/** Nor does one that sends nothing for so long: the client itself would wait for ever. On a thin wire a piece takes seconds. */
const SILENT_MS = 10_000

export interface NatsSnapshots extends SnapshotStore {
  close(): Promise<void>
}

interface BucketLink extends Linked {
  readonly bucket: ObjectStore
}

/** `silentMs`: how long nothing may come of a snapshot that is read. */
export function natsSnapshots(url: string, silentMs = SILENT_MS): NatsSnapshots {
  const kept = keptLink(() => link(url))
  const bucket = async () => (await kept.get()).bucket

  return {
    list: async () => {
      const infos = await (await bucket()).list()
      return infos.filter(({ deleted }) => !deleted).map(({ name, metadata }) => ({ name, head: metadata?.['head'] }))
    },
    read: async (name) => {
      const found = await (await bucket()).get(name)
      if (found === null) throw new BrokerError('notStored', `there is no snapshot ${name}`)
      // What goes wrong the stream says as well.
      found.error.catch(() => undefined)
      return readWhole(found.data, silentMs)
    },
    write: async ({ name, head, content }) => {
      try {
        await (await bucket()).putBlob({ name, metadata: { head } }, content, { timeout: TIMEOUT_MS })
      } catch (error) {
        // Deleted, the bucket is made again with the next link.
        kept.renew()
        throw error
      }
    },
    remove: async (name) => {
      await (await bucket()).delete(name)
    },
    close: () => kept.close(),
  }
}

/** @throws Error when nothing more of it comes */
async function readWhole(data: ReadableStream<Uint8Array>, silentMs: number): Promise<Uint8Array> {
  const reader = data.getReader()
  const pieces: Uint8Array[] = []
  for (;;) {
    const patience = Promise.withResolvers<never>()
    const silence = setTimeout(
      () => patience.reject(new BrokerError('brokerUnreachable', `nothing more of it came for ${silentMs / 1000} s`)),
      silentMs,
    )
    try {
      const { done, value } = await Promise.race([reader.read(), patience.promise])
      if (done) return Buffer.concat(pieces)
      pieces.push(value)
    } catch (error) {
      void reader.cancel().catch(() => undefined)
      throw error
    } finally {
      clearTimeout(silence)
    }
  }
}

async function link(url: string): Promise<BucketLink> {
  const connection = await connectNats(url, 'callboard-snapshots')
  try {
    const manager = new Objm(jetstream(connection, { timeout: TIMEOUT_MS }))
    return { connection, bucket: await manager.create(SNAPSHOT_BUCKET, { storage: StorageType.File }) }
  } catch (error) {
    await connection.close()
    throw new BrokerError('jetStreamOff', `the NATS server keeps no objects (${messageOf(error)})`, error)
  }
}
