/** Which request goes where: the API, health and metrics here, everything else to the pages. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SiteId } from '../../core/units.ts'
import type { FloorView } from '../../core/view/floorView.ts'
import type { Readiness } from '../pipeline/liveness.ts'
import { CONFIG_SCHEMA } from '../configSchema.ts'
import type { HealthReport } from './health.ts'
import type { Ingest } from './ingest.ts'
import { intervalsCsv } from './intervalsCsv.ts'
import type { Metrics } from './metrics.ts'
import type { Past } from './past.ts'
import { sendJson, sendProblem, sendText } from './respond.ts'
import { EVENTS_SCHEMA } from './schemas.ts'

export interface ApiParts {
  readonly floorView: (site: SiteId) => FloorView | undefined
  readonly health: HealthReport
  readonly past: Past
  readonly ingest: Ingest
  readonly metrics: Metrics
}

export interface Call {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  /** The site the path names; empty where it names none. */
  readonly site: SiteId
  /** The board of the site that the path names; empty where it names none. */
  readonly board: string
}

type Handler = (call: Call) => Promise<void> | void

interface Route {
  readonly path: RegExp
  readonly methods: Readonly<Record<string, Handler>>
}

/** Answers what is ours; false: the path belongs to the pages. */
export type Api = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>

const SITE = '([A-Za-z0-9_-]{1,64})'
const OURS = /^\/(api|healthz|readyz|metrics)(\/|$)/

export function createApi(parts: ApiParts): Api {
  const routes = routesOf(parts)
  return async (request, response) => {
    const url = urlOf(request)
    if (url === undefined) {
      sendProblem(response, { status: 400, detail: 'the request names no path' })
      return true
    }
    for (const { path, methods } of routes) {
      const match = path.exec(url.pathname)
      if (match === null) continue
      await dispatch(methods, { request, response, url, site: match[1] ?? '', board: decoded(match[2] ?? '') })
      return true
    }
    if (!OURS.test(url.pathname)) return false
    sendProblem(response, { status: 404, detail: `there is nothing at ${url.pathname}` })
    return true
  }
}

function urlOf({ url = '' }: IncomingMessage): URL | undefined {
  return url.startsWith('/') && URL.canParse(`http://callboard${url}`) ? new URL(`http://callboard${url}`) : undefined
}

/** An agent's id in a board's may hold anything, percent-encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

async function dispatch(methods: Route['methods'], call: Call): Promise<void> {
  const { method = '' } = call.request
  const handle = Object.hasOwn(methods, method) ? methods[method] : undefined
  if (handle !== undefined) return handle(call)
  const allow = Object.keys(methods).join(', ')
  sendProblem(call.response, { status: 405, detail: `use ${allow} here`, headers: { allow } })
}

function routesOf({ floorView, past, health, ingest, metrics }: ApiParts): Route[] {
  return [
    {
      path: new RegExp(`^/api/v1/sites/${SITE}/floor$`),
      methods: reading((call) => (isPast(call) ? past.floor(call) : sendFloor(call, floorView))),
    },
    {
      path: new RegExp(`^/api/v1/sites/${SITE}/intervals\\.csv$`),
      methods: reading((call) => (isPast(call) ? past.intervals(call) : sendIntervals(call, floorView))),
    },
    { path: new RegExp(`^/api/v1/sites/${SITE}/boards/([^/]+)$`), methods: reading((call) => past.board(call)) },
    { path: new RegExp(`^/api/v1/sites/${SITE}/history$`), methods: reading((call) => past.history(call)) },
    { path: new RegExp(`^/api/v1/sites/${SITE}/breaches$`), methods: reading((call) => past.nextBreach(call)) },
    {
      path: new RegExp(`^/api/v1/sites/${SITE}/events$`),
      methods: { POST: ({ request, response, site }) => ingest.handle(request, response, site) },
    },
    {
      path: /^\/api\/v1\/events\.schema\.json$/,
      methods: reading(({ response }) => sendSchema(response, EVENTS_SCHEMA)),
    },
    {
      path: /^\/api\/v1\/config\.schema\.json$/,
      methods: reading(({ response }) => sendSchema(response, CONFIG_SCHEMA)),
    },
    { path: /^\/api\/v1\/health$/, methods: reading(({ response }) => sendJson(response, 200, health.view())) },
    { path: /^\/healthz$/, methods: reading(({ response }) => sendText(response, 'text/plain', 'ok\n')) },
    { path: /^\/readyz$/, methods: reading(({ response }) => sendReady(response, health.readiness())) },
    {
      path: /^\/metrics$/,
      methods: reading(async ({ response }) => sendText(response, metrics.contentType, await metrics.text())),
    },
  ]
}

/** HEAD is GET without the body, which node leaves away. */
function reading(handle: Handler): Route['methods'] {
  return { GET: handle, HEAD: handle }
}

function isPast({ url }: Call): boolean {
  return url.searchParams.has('at')
}

function sendFloor({ response, site }: Call, floorView: ApiParts['floorView']): void {
  const view = floorView(site)
  if (view !== undefined) sendJson(response, 200, view)
  else sendUnknownSite(response, site)
}

function sendIntervals({ response, site }: Call, floorView: ApiParts['floorView']): void {
  const view = floorView(site)
  if (view !== undefined) sendText(response, 'text/csv; charset=utf-8', intervalsCsv(view))
  else sendUnknownSite(response, site)
}

function sendUnknownSite(response: ServerResponse, site: SiteId): void {
  sendProblem(response, { status: 404, detail: `no event has named the site '${site}' yet` })
}

function sendSchema(response: ServerResponse, schema: object): void {
  sendJson(response, 200, schema)
}

function sendReady(response: ServerResponse, { ready, reason }: Readiness): void {
  if (ready) return sendText(response, 'text/plain', 'ready\n')
  sendProblem(response, { status: 503, detail: reason ?? 'not ready', headers: { 'retry-after': '1' } })
}
