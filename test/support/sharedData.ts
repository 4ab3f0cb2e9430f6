/** Real recordings that are not part of the project; they lie beside it, at `../shared/data`. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

const ROOT = fileURLToPath(new URL('../../../shared/data/', import.meta.url))

/** Where the recordings are missing, tests that need them are skipped; in CI they run, and fail. */
export const hasSharedData: boolean = existsSync(ROOT) || process.env.CI === 'true'

/** The path of a recording. */
export function sharedData(path: string): string {
  return ROOT + path
}

/** A recording as text, unpacked when its name ends in .gz. */
export function sharedText(path: string): string {
  const bytes = readFileSync(sharedData(path))
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}
