/** Folded sites in the broker's object store. */
import { jetstream } from '@nats-io/jetstream'
import { Objm, StorageType, type ObjectStore } from '@nats-io/obj'
import type { NatsConnection } from 'nats'
import type { SnapshotStore } from '../ports.ts'
import { BrokerError, messageOf } from './brokerError.ts'
import { connectNats, hangUp } from './natsConnect.ts'

export const SNAPSHOT_BUCKET = 'callboard-snapshots'
/** A broker that has not stored a piece by then is as good as gone. */
const TIMEOUT_MS = 3000

export interface NatsSnapshots extends SnapshotStore {
  close(): Promise<void>
}

interface Linked {
  readonly connection: NatsConnection
  readonly bucket: ObjectStore
}

/** Connects when first needed, and again when next needed after the connection was lost. */
export function natsSnapshots(url: string): NatsSnapshots {
  let linking: Promise<Linked> | undefined

  async function bucket(): Promise<ObjectStore> {
    const known = await linking?.catch(() => undefined)
    if (known === undefined || known.connection.isClosed()) linking = link(url)
    return (await (linking as Promise<Linked>)).bucket
  }

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
    close: async () => {
      if (linking !== undefined) await hangUp(linking.then(({ connection }) => connection))
    },
  }
}

async function link(url: string): Promise<Linked> {
  const connection = await connectNats(url, 'callboard-snapshots')
  try {
    const manager = new Objm(jetstream(connection, { timeout: TIMEOUT_MS }))
    return { connection, bucket: await manager.create(SNAPSHOT_BUCKET, { storage: StorageType.File }) }
  } catch (error) {
    await connection.close()
    throw new BrokerError('jetStreamOff', `the NATS server keeps no objects (${messageOf(error)})`, error)
  }
}
