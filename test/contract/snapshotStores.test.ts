/** Every place snapshots are kept in promises the same. */
import { natsSnapshots } from '../../src/server/feed/write/natsSnapshots.ts'
import { memorySnapshots } from '../support/memorySnapshots.ts'
import { startNatsServer } from '../support/natsServer.ts'
import { snapshotStoreContract } from './snapshotStoreContract.ts'

snapshotStoreContract('memory, as tests use it', () =>
  Promise.resolve({ store: memorySnapshots(), remove: () => Promise.resolve() }),
)

snapshotStoreContract('the object store of NATS', async () => {
  const broker = await startNatsServer()
  const store = natsSnapshots(broker.url)
  return {
    store,
    remove: async () => {
      await store.close()
      await broker.remove()
    },
  }
})
