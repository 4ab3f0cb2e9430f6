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

export interface NatsSnapshots extends SnapshotStore {
  close(): Promise<void>
}

interface BucketLink extends Linked {
  readonly bucket: ObjectStore
}

export function natsSnapshots(url: string): NatsSnapshots {
  const kept = keptLink(() => link(url))
  const bucket = async () => (await kept.get()).bucket

  return {
    list: async () => {
      const infos = await (await bucket()).list()
      return infos.filter(({ deleted }) => !deleted).map(({ name, metadata }) => ({ name, head: metadata?.['head'] }))
    },
    read: async (name) => {
      const content = await (await bucket()).getBlob(name)
      if (content === null) throw new BrokerError('notStored', `there is no snapshot ${name}`)
      return content
    },
    write: async ({ name, head, content }) => {
      await (await bucket()).putBlob({ name, metadata: { head } }, content, { timeout: TIMEOUT_MS })
    },
    remove: async (name) => {
      await (await bucket()).delete(name)
    },
    close: () => kept.close(),
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
