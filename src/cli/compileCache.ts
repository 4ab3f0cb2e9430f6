/** Keeps modules compiled, which makes the next start shorter; where they cannot be kept, nothing else changes. */
import { enableCompileCache, flushCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/callboard', import.meta.url))
/** By then a server has run most of what it will run. One that ends sooner by itself keeps what it has as well. */
const KEEP_AFTER_MS = 10_000

/** For this process and the threads it starts; an operator's own NODE_COMPILE_CACHE goes first. */
export function keepCompiled(): void {
  process.env['NODE_COMPILE_CACHE'] ??= FOLDER
  enableCompileCache()
  setTimeout(flushCompileCache, KEEP_AFTER_MS).unref()
}
