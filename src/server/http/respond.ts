/** Answers: JSON, and problems as RFC 9457 wants them. */
import { STATUS_CODES, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import { TAKES_WITHIN_MS } from './limits.ts'

export interface Problem {
  readonly status: number
  /** What went wrong this time, and how to mend it. */
  readonly detail: string
  readonly headers?: OutgoingHttpHeaders
  /** Further members, told with the problem. */
  readonly more?: Readonly<Record<string, unknown>>
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, { status, type: 'application/json', headers: {}, text: JSON.stringify(value) })
}

/** JSON that was written elsewhere. */
export function sendJsonText(response: ServerResponse, text: string): void {
  send(response, { status: 200, type: 'application/json', headers: {}, text })
}

export function sendText(response: ServerResponse, type: string, text: string): void {
  send(response, { status: 200, type, headers: {}, text })
}

export function sendProblem(response: ServerResponse, problem: Problem): void {
  const { status, detail, headers = {}, more = {} } = problem
  const text = JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail, ...more })
  send(response, { status, type: 'application/problem+json', headers, text })
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly headers: OutgoingHttpHeaders
  readonly text: string
}

function send(response: ServerResponse, { status, type, headers, text }: Answer): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  })
  response.setTimeout(TAKES_WITHIN_MS)
  response.end(text)
}
