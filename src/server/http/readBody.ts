/** A request's body, up to a limit. */
import type { IncomingMessage } from 'node:http'

const FIRST_BYTES = 16_384

/** The body as bytes; undefined when it is larger than `limit`, of which then no more is read. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return undefined
  // One buffer that doubles: pieces of a body sent byte by byte would weigh hundreds of times as much.
  let held: Buffer = Buffer.allocUnsafe(Math.min(FIRST_BYTES, limit))
  let bytes = 0
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    const end = bytes + piece.byteLength
    if (end > limit) return undefined
    if (end > held.byteLength) held = grown(held.subarray(0, bytes), Math.min(limit, Math.max(end, 2 * bytes)))
    held.set(piece, bytes)
    bytes = end
  }
  return held.subarray(0, bytes)
}

function grown(content: Buffer, byteLength: number): Buffer {
  const larger = Buffer.allocUnsafe(byteLength)
  larger.set(content)
  return larger
}
