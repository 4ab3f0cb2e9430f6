/** Snapshots in a broker's object store that does not do what it should. */
import { setTimeout as delay } from 'node:timers/promises'
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from 'nats'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { natsSnapshots, SNAPSHOT_BUCKET, type NatsSnapshots } from '../../../src/server/feed/write/natsSnapshots.ts'
import { startProxy, type Proxy } from '../../chaos/proxy.ts'
import { startNatsServer, type NatsServer } from '../../support/natsServer.ts'

const CONTENT = new Uint8Array(3_000_000).fill(7)
const SILENT_MS = 700

let broker: NatsServer
let wire: Proxy
let snapshots: NatsSnapshots

beforeEach(async () => {
  broker = await startNatsServer()
  wire = await startProxy(broker.port)
  snapshots = natsSnapshots(`nats://127.0.0.1:${wire.port}`, SILENT_MS)
})

afterEach(async () => {
  wire.thaw()
  await snapshots.close()
  await wire.close()
  await broker.remove()
})

test('[SV34] a bucket that is deleted is made again: one snapshot fails, the next is stored', async () => {
  await snapshots.write({ name: 'one', head: '1', content: CONTENT })
  const connection = await connect({ servers: broker.url })
  await (await jetstreamManager(connection)).streams.delete(`OBJ_${SNAPSHOT_BUCKET}`)
  await connection.close()
  await expect(snapshots.write({ name: 'two', head: '2', content: CONTENT })).rejects.toThrow()
  await snapshots.write({ name: 'three', head: '3', content: CONTENT })
  expect(await snapshots.list()).toEqual([{ name: 'three', head: '3' }])
})

test('[SV35] the broker lost, or hanging, while a snapshot is read: it fails, and the next is read', async () => {
  await snapshots.write({ name: 'one', head: '1', content: CONTENT })
  wire.thin({ bytesPerSecond: 1_000_000 })
  const lost = snapshots.read('one')
  lost.catch(() => undefined)
  await delay(400)
  await broker.kill()
  await expect(lost).rejects.toThrow('nothing more of it came for 0.7 s')
  await broker.start()
  const hanging = snapshots.read('one')
  hanging.catch(() => undefined)
  await delay(400)
  wire.freeze()
  await expect(hanging).rejects.toThrow('nothing more of it came for 0.7 s')
  wire.thaw()
  wire.thin({})
  wire.cut()
  await expect.poll(() => snapshots.read('one').catch(() => undefined), { timeout: 5_000 }).toHaveLength(3_000_000)
}, 20_000)
