/** A wire between two programs that can be cut, held up and made thin. */
import { connect, createServer, type Server, type Socket } from 'node:net'

export interface Thinness {
  /** Each chunk is on its way that long, ms. */
  readonly delayMs?: number
  readonly bytesPerSecond?: number
}

export interface Proxy {
  readonly port: number
  /** Connections through it now. */
  readonly open: number
  /** Resets every connection; answers how many there were. */
  cut(): number
  /** Nothing passes, and no end notices by itself. New connections are taken, and held up too. */
  freeze(): void
  thaw(): void
  /** New connections go to another port from here on. */
  aim(target: number): void
  /** From here on, for every connection; `{}` is a good wire again. */
  thin(how: Thinness): void
  close(): Promise<void>
}

interface Pair {
  readonly ends: readonly [Socket, Socket]
}

/** Listens on a free port of loopback and passes everything on to a port of loopback. */
export async function startProxy(firstTarget: number): Promise<Proxy> {
  const pairs = new Set<Pair>()
  let isFrozen = false
  let target = firstTarget
  let thinness: Thinness = {}

  function accept(near: Socket): void {
    const far = connect(target, '127.0.0.1')
    const pair: Pair = { ends: [near, far] }
    pairs.add(pair)
    pass(near, far)
    pass(far, near)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.setNoDelay(true)
      one.on('error', () => undefined)
      one.on('close', () => {
        pairs.delete(pair)
        other.destroy()
      })
      if (isFrozen) one.pause()
    }
  }

  /** Chunk by chunk and in order; a slow taker slows the giver down. */
  function pass(from: Socket, to: Socket): void {
    from.on('data', (chunk: Buffer) => {
      const waitMs = (thinness.delayMs ?? 0) + (chunk.length / (thinness.bytesPerSecond ?? Infinity)) * 1000
      if (waitMs === 0) return write(from, to, chunk)
      from.pause()
      setTimeout(() => {
        write(from, to, chunk)
        if (!isFrozen && to.writableNeedDrain !== true) from.resume()
      }, waitMs)
    })
    to.on('drain', () => {
      if (!isFrozen) from.resume()
    })
  }

  function write(from: Socket, to: Socket, chunk: Buffer): void {
    if (!to.destroyed && !to.write(chunk)) from.pause()
  }

  const server = createServer(accept)
  const port = await listening(server)
  return {
    port,
    get open() {
      return pairs.size
    },
    cut() {
      const cut = [...pairs]
      for (const { ends } of cut) for (const end of ends) end.resetAndDestroy()
      return cut.length
    },
    freeze() {
      isFrozen = true
      for (const { ends } of pairs) for (const end of ends) end.pause()
    },
    thaw() {
      isFrozen = false
      for (const { ends } of pairs) for (const end of ends) end.resume()
    },
    aim(other) {
      target = other
    },
    thin(how) {
      thinness = how
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const { ends } of pairs) for (const end of ends) end.destroy()
      await closed
    },
  }
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
