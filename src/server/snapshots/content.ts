/** The content of a stored snapshot: every site's dump as JSON, compressed, with a checksum. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { constants, createGzip, gunzip, type Gzip } from 'node:zlib'
import type { SiteDump } from '../../core/site.ts'
import type { SiteId } from '../../core/units.ts'
import { jsonPieces } from './jsonPieces.ts'

export type SiteDumps = Readonly<Record<SiteId, SiteDump>>

/** Of the JSON text, which has to fit into one string; more is not written, and not read. */
export const MAX_CONTENT_BYTES = 400 * 1024 * 1024
/** As wide as this, unpacking takes half the time of the usual 16 KiB. */
const UNPACKED_CHUNK_BYTES = 4 * 1024 * 1024
/** So much text is written before others have their turn: about a millisecond. */
const TURN_CHARS = 64 * 1024

/** Lets others have their turn meanwhile. @throws RangeError when the sites are larger than can be kept */
export async function packSites(sites: SiteDumps): Promise<Uint8Array> {
  const zip = createGzip({ level: constants.Z_BEST_SPEED })
  const chunks: Buffer[] = []
  zip.on('data', (chunk: Buffer) => void chunks.push(chunk))
  const ended = once(zip, 'end')
  try {
    await writePieces(zip, sites)
    zip.end()
    await ended
  } finally {
    zip.destroy()
    ended.catch(() => undefined)
  }
  return Buffer.concat(chunks)
}

async function writePieces(zip: Gzip, sites: SiteDumps): Promise<void> {
  let text = ''
  let written = 0
  for (const piece of jsonPieces(sites)) {
    text += inAscii(piece)
    if (text.length < TURN_CHARS) continue
    written += text.length
    if (written > MAX_CONTENT_BYTES) throw new RangeError(`more than ${MAX_CONTENT_BYTES} bytes of text`)
    if (!zip.write(text)) await once(zip, 'drain')
    text = ''
    await nextTurn()
  }
  zip.write(text)
}

/** One letter beyond Latin 1 would make all the text twice as wide in memory, and half as fast to parse. */
function inAscii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** @throws Error when the content is not what `packSites` made */
export async function unpackSites(content: Uint8Array): Promise<SiteDumps> {
  const bytes = await promisify(gunzip)(content, {
    maxOutputLength: MAX_CONTENT_BYTES * 2,
    chunkSize: UNPACKED_CHUNK_BYTES,
  })
  return JSON.parse(bytes.toString('latin1')) as SiteDumps
}

export function checksum(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
