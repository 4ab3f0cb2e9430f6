/** The HTTP server: its patience, and nothing a request does can end it. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { Api } from './api.ts'
import type { Door } from './door.ts'
import { DEFAULT_HTTP_LIMITS, TAKES_WITHIN_MS } from './limits.ts'
import type { PageHandler } from './pages.ts'
import { sendProblem } from './respond.ts'

/** Senders that dawdle longer are hung up on. */
const HEADERS_WITHIN_MS = 5_000
const REQUEST_WITHIN_MS = 15_000
const CHECK_EVERY_MS = 1_000
const KEEP_ALIVE_MS = 5_000

export interface HttpOptions {
  readonly door: Door
  readonly api: Api
  /** Undefined: only the API is there. */
  readonly pages: PageHandler | undefined
  /** Told node's name of what was wrong with a connection that brought no request. */
  readonly onMalformed: (reason: string) => void
  readonly onFailure: (error: unknown, request: { method: string; path: string }) => void
}

export function createHttpServer({ door, api, pages, onMalformed, onFailure }: HttpOptions): Server {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (await api(request, response)) return
    if (pages !== undefined) return pages(request, response)
    sendProblem(response, { status: 404, detail: 'this server runs without pages' })
  }

  const server = createServer(
    {
      headersTimeout: HEADERS_WITHIN_MS,
      requestTimeout: REQUEST_WITHIN_MS,
      connectionsCheckingInterval: CHECK_EVERY_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    (request, response) => {
      if (!door.admits(request, response)) return
      const failed = (error: unknown) =>
        onFailure(error, { method: request.method ?? '', path: request.url?.split('?', 1)[0] ?? '' })
      // The pages' files are piped by who does not listen for what may befall them; unheard, it would end the process.
      response.on('pipe', (file: Readable) => {
        response.setTimeout(TAKES_WITHIN_MS)
        file.on('error', (error) => {
          failed(error)
          response.destroy()
        })
      })
      answer(request, response).catch((error: unknown) => {
        if (request.destroyed && !request.complete) return // the sender hung up
        failed(error)
        sendProblem(response, { status: 500, detail: 'this failed; the log of the server says why' })
      })
    },
  )
  server.maxConnections = DEFAULT_HTTP_LIMITS.connections.max
  server.maxHeadersCount = DEFAULT_HTTP_LIMITS.maxHeaders
  server.on('connection', (socket) => door.connected(socket))
  server.on('drop', () => door.dropped())
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // Node says it again for whatever else the connection had on its way.
    if (!socket.writable) return void socket.destroy()
    onMalformed(error.code ?? 'unknown')
    socket.end(`HTTP/1.1 ${statusOf(error.code)}\r\nConnection: close\r\n\r\n`)
  })
  return server
}

/** As node answers when nobody listens for it. */
function statusOf(code: string | undefined): string {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return '408 Request Timeout'
  return code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
}

/** @throws when the address cannot be had */
export function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Takes no more requests, lets those under way end, and hangs up on who stays longer than `withinMs`. */
export function closeServer(server: Server, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const hangUp = setTimeout(() => server.closeAllConnections(), withinMs)
    server.close(() => {
      clearTimeout(hangUp)
      resolve()
    })
    server.closeIdleConnections()
  })
}
