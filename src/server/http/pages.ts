/** The pages: SvelteKit's own handler, given what it may know of the running server with each request. */
import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { PROTOCOL_HEADER, preparePages } from '../config.ts'
import { giveDirectory, type FloorDirectory } from './handOver.ts'

export type PageHandler = (request: IncomingMessage, response: ServerResponse) => void

export const PROJECT_FOLDER = fileURLToPath(new URL('../../..', import.meta.url))
const HANDLER = new URL('../../../build/handler.js', import.meta.url)

export function hasBuild(): boolean {
  return existsSync(HANDLER)
}

/** Loads the built pages. @throws when there is no build */
export async function loadPages(directory: FloorDirectory): Promise<PageHandler> {
  preparePages()
  const { handler } = (await import(HANDLER.href)) as { handler: PageHandler }
  return (request, response) => {
    // Without a proxy in front it is plain HTTP; SvelteKit would take it for HTTPS.
    request.headers[PROTOCOL_HEADER] ??= 'http'
    giveDirectory(request, directory)
    handler(request, response)
  }
}
