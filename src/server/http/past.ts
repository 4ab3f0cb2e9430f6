/** Requests about the past: read what was asked for, have it rebuilt, say what became of it. */
import { hours, earlier, parseInstant, toInstant, type EpochMs, type SiteId } from '../../core/units.ts'
import type { FloorView } from '../../core/view/floorView.ts'
import { findBoard } from '../pipeline/boards.ts'
import type { Failure, Job } from '../rewind/jobs.ts'
import type { Rewind } from '../rewind/rewind.ts'
import { MAX_HISTORY } from '../rewind/siteScan.ts'
import type { Call } from './api.ts'
import { intervalsCsv } from './intervalsCsv.ts'
import { sendJsonText, sendProblem, sendText } from './respond.ts'

/** What the handlers need of the running server. */
export interface PastParts {
  readonly rewind: Pick<Rewind, 'run'>
  readonly hasSite: (site: SiteId) => boolean
  /** What a display of the site would call now. */
  readonly now: (site: SiteId) => EpochMs
}

export interface Past {
  floor(call: Call): Promise<void>
  intervals(call: Call): Promise<void>
  board(call: Call): Promise<void>
  history(call: Call): Promise<void>
  nextBreach(call: Call): Promise<void>
}

/** What a history shows unless it is told how far back. */
const HISTORY = hours(4)

/** A request that cannot be answered as it stands. */
class BadRequest extends Error {
  readonly status: number
  constructor(status: number, detail: string) {
    super(detail)
    this.status = status
  }
}

export function createPast({ rewind, hasSite, now }: PastParts): Past {
  async function answer(call: Call, jobOf: () => Job, send: (text: string) => void): Promise<void> {
    const { response, site } = call
    try {
      if (!hasSite(site)) throw new BadRequest(404, `no event has named the site '${site}' yet`)
      const outcome = await rewind.run(jobOf())
      if ('text' in outcome) send(outcome.text)
      else sendFailure(call, outcome.failure)
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error
      sendProblem(response, { status: error.status, detail: error.message })
    }
  }

  /** The instant a parameter names: past, or just now. */
  function instantOf({ url, site }: Call, name: string): EpochMs {
    const text = url.searchParams.get(name)
    const at = text === null ? undefined : parseInstant(text)
    if (at === undefined)
      throw new BadRequest(400, `?${name}= wants an instant such as 2026-03-02T09:30:00Z, not '${text ?? ''}'`)
    if (at > now(site)) throw new BadRequest(400, `?${name}=${text} has not come yet; it is ${toInstant(now(site))}`)
    return at
  }

  function instantOr(call: Call, name: string, otherwise: EpochMs): EpochMs {
    return call.url.searchParams.has(name) ? instantOf(call, name) : otherwise
  }

  function boardJob(call: Call): Job {
    const { site, url } = call
    const board = findBoard(`${site}/${call.board}`, hasSite)
    if (board === undefined) throw new BadRequest(404, `there is no board '${call.board}' of site '${site}'`)
    if (!url.searchParams.has('at')) throw new BadRequest(400, 'say which moment with ?at=; live boards are at /live')
    return { what: 'board', site, board, at: instantOf(call, 'at'), now: now(site) }
  }

  function historyJob(call: Call): Job {
    const { site } = call
    const to = instantOr(call, 'to', now(site))
    const from = instantOr(call, 'from', earlier(to, HISTORY))
    if (from > to) throw new BadRequest(400, '?from= lies after ?to=')
    if (to - from > MAX_HISTORY) throw new BadRequest(400, `at most ${MAX_HISTORY / 3_600_000} hours can be asked for`)
    return { what: 'history', site, from, to, now: now(site) }
  }

  return {
    floor: (call) => {
      const job = (): Job => ({ what: 'floor', site: call.site, at: instantOf(call, 'at'), now: now(call.site) })
      return answer(call, job, (text) => sendJsonText(call.response, text))
    },
    intervals: (call) => {
      const job = (): Job => ({ what: 'intervals', site: call.site, at: instantOf(call, 'at'), now: now(call.site) })
      return answer(call, job, (text) => {
        const view = JSON.parse(text) as Pick<FloorView, 'intervals'>
        sendText(call.response, 'text/csv; charset=utf-8', intervalsCsv(view))
      })
    },
    board: (call) =>
      answer(
        call,
        () => boardJob(call),
        (text) => sendJsonText(call.response, text),
      ),
    history: (call) =>
      answer(
        call,
        () => historyJob(call),
        (text) => sendJsonText(call.response, text),
      ),
    nextBreach: (call) => {
      const job = (): Job => ({
        what: 'breach',
        site: call.site,
        after: instantOf(call, 'after'),
        now: now(call.site),
      })
      return answer(call, job, (text) => sendJsonText(call.response, text))
    },
  }
}

function sendFailure({ response }: Call, { status, detail, retryAfterS }: Failure): void {
  const headers = retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }
  sendProblem(response, { status, detail, headers })
}
