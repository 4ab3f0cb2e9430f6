/** How fast this machine reads the log when it does nothing with it but parse its JSON. */
import { systemClock } from '../../server/clock.ts'
import { startFloorConsumer } from '../../server/feed/floorConsumer.ts'
import { connectNats } from '../../server/feed/natsConnect.ts'
import { openJetStream } from '../../server/feed/streams.ts'

/** Messages a second, from the first to the last there is. */
export async function bareRate(url: string): Promise<number> {
  const connection = await connectNats(url, 'callboard-bench')
  const decoder = new TextDecoder()
  try {
    const manager = await openJetStream(connection)
    let read = 0
    let end: () => void = () => undefined
    const ended = new Promise<void>((resolve) => (end = resolve))
    const startedAt = systemClock.now()
    const consumer = await startFloorConsumer({
      connection,
      manager,
      from: 1,
      message: ({ body }, pending) => {
        JSON.parse(decoder.decode(body))
        read += 1
        if (pending === 0) end()
      },
      heartbeat: () => undefined,
    })
    await ended
    consumer.stop()
    return read / ((systemClock.now() - startedAt) / 1000)
  } finally {
    await connection.close()
  }
}
