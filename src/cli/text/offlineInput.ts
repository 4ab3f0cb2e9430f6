/** What a command works on that needs no server and no broker: recorded events, and the settings of their site. */
import type { SiteConfig } from '../../core/site.ts'
import { decodeText, MAX_EVENT_BYTES, type Decoded } from '../../core/events/decode.ts'
import type { SiteId } from '../../core/units.ts'
import { readSites } from '../../server/config.ts'
import { inputText, linesOf } from './convertInput.ts'

/** Line by line; empty lines are none. @throws Error when the file cannot be read */
export async function* decodedLines(file: string): AsyncGenerator<Decoded> {
  for await (const line of linesOf(textOf(file))) if (line.trim() !== '') yield decode(line)
}

/** @throws Error when the config cannot be read */
export function siteConfig(site: SiteId, file: string | undefined): SiteConfig {
  return (file === undefined ? undefined : readSites(file)[site]) ?? { site }
}

async function* textOf(file: string): AsyncGenerator<string> {
  try {
    yield* inputText(file)
  } catch (error) {
    throw new Error(`cannot read ${file} (${(error as Error).message}); give --events a file of NDJSON events, or -`, {
      cause: error,
    })
  }
}

function decode(line: string): Decoded {
  const bytes = Buffer.byteLength(line)
  if (bytes > MAX_EVENT_BYTES) return { rejected: 'tooLarge', detail: `${bytes} bytes, more than ${MAX_EVENT_BYTES}` }
  return decodeText(line)
}
