/** The README's table of limits says what the code holds. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { MAX_EVENT_BYTES } from '../src/core/events/decode.ts'
import { CEILINGS } from '../src/core/floor/door/ceilings.ts'
import { MAX_SUSPECTS } from '../src/core/view/parts/queueNow.ts'
import { KEPT_REVISIONS } from '../src/protocol/boardHistory.ts'
import { MAX_DISPLAY_FRAME_BYTES } from '../src/protocol/codec.ts'
import { MAX_UNSENT_BYTES } from '../src/protocol/delivery.ts'
import { DEFAULT_ACT_LIMITS } from '../src/server/acts/acts.ts'
import { MAX_WAITING_BYTES, MAX_WAITING_COPIES } from '../src/server/feed/write/natsRejections.ts'
import { DEFAULT_RETENTION_MS, REJECTED_MAX_BYTES, REJECTED_RETENTION_MS } from '../src/server/feed/broker/streams.ts'
import { BATCH_MESSAGES, MAX_BATCHES_UNDERWAY, MAX_CHARS_UNDERWAY } from '../src/server/feedThread/outbox.ts'
import { MAX_BODY_BYTES } from '../src/server/http/ingest.ts'
import { DEFAULT_HTTP_LIMITS, DEFAULT_INGEST_LIMITS, TAKES_WITHIN_MS } from '../src/server/http/limits.ts'
import { MAX_EVENTS } from '../src/server/http/sentEvents.ts'
import { MAX_IDLE_BOARDS } from '../src/server/pipeline/channels.ts'
import { DEFAULT_MAX_SITES } from '../src/server/pipeline/sites.ts'
import { MAX_MEASURED_SOURCES } from '../src/server/pipeline/sourceClocks.ts'
import { MAX_REPEATS, MAX_TEXTS } from '../src/server/log.ts'
import { MAX_SCANS } from '../src/server/rewind/histories.ts'
import { MAX_ODD_MESSAGES } from '../src/server/rewind/lookAhead.ts'
import { MAX_CONTACTS_AT_HAND, MAX_SITES_AT_HAND, MAX_STATES } from '../src/server/rewind/rewoundSites.ts'
import { MAX_WAITING } from '../src/server/rewind/lane.ts'
import { MAX_CONTENT_BYTES } from '../src/server/snapshots/content.ts'
import { MAX_SNAPSHOTS } from '../src/server/snapshots/expendable.ts'
import { DEFAULT_LIVE_LIMITS } from '../src/server/sockets/limits.ts'

const { connections, requests, maxUntakenBytes, maxUrlLength, maxHeaders } = DEFAULT_HTTP_LIMITS
const { reading, maxStoring } = DEFAULT_INGEST_LIMITS
const KIB = 1024
const MIB = 1024 * 1024
const DAY_MS = 86_400_000

/** What → the numbers in its ceiling, in their order; of rows whose figures are constants. */
const HELD: Readonly<Record<string, readonly number[]>> = {
  'one event': [MAX_EVENT_BYTES / KIB],
  'contacts, open or of the last hour or two': [CEILINGS.contacts],
  queues: [CEILINGS.queues],
  agents: [CEILINGS.agents],
  sources: [CEILINGS.sources],
  tickets: [CEILINGS.tickets],
  'events about tickets in a day': [CEILINGS.ticketEvents],
  'escalations, open or of the last hour or two': [CEILINGS.escalations],
  notices: [CEILINGS.notices],
  'reasons for not being ready in a day': [CEILINGS.reasons],
  'events of one contact, ticket or escalation in an hour or two': [CEILINGS.eventsOfOne],
  'events naming one agent, of the last hour or two; talks open for more than an hour': [
    CEILINGS.eventsOfAgent,
    CEILINGS.talksOfAgent,
  ],
  'identities of events, to tell repeats': [CEILINGS.identities],
  'customers of the look-back': [CEILINGS.customers],
  'contacts that are over, for seven days': [CEILINGS.closedContacts],
  "changes of one queue's settings in an hour or two; those of seven days that changed anything": [
    CEILINGS.eventsOfOne,
  ],
  'suspects told by name': [MAX_SUSPECTS],
  sites: [DEFAULT_MAX_SITES],
  'sources of a site whose clock is measured': [MAX_MEASURED_SOURCES],
  'messages decoded and not folded yet': [MAX_BATCHES_UNDERWAY * BATCH_MESSAGES, MAX_CHARS_UNDERWAY / MIB],
  'copies waiting for `FLOOR_REJECTED`': [MAX_WAITING_COPIES, MAX_WAITING_BYTES / MIB],
  '`FLOOR`': [DEFAULT_RETENTION_MS / DAY_MS],
  '`FLOOR_REJECTED`': [REJECTED_RETENTION_MS / DAY_MS, REJECTED_MAX_BYTES / MIB],
  'stored snapshots; one of them': [MAX_SNAPSHOTS, MAX_CONTENT_BYTES / MIB],
  'connections; of one address': [connections.max, connections.maxPerAddress],
  'HTTP requests at once; of one address': [requests.max, requests.maxPerAddress],
  'an answer of which nothing is taken': [TAKES_WITHIN_MS / 1000],
  'bytes of answers not taken yet': [maxUntakenBytes / MIB],
  'path and query of a request': [maxUrlLength],
  'headers of a request': [maxHeaders, 16],
  'one request with events': [MAX_BODY_BYTES / MIB, MAX_EVENTS],
  'requests with events being read; of one address': [reading.max, reading.maxPerAddress],
  'requests with events being stored': [maxStoring],
  'past moments, and histories, waiting to be rebuilt; at once': [MAX_WAITING, 1],
  'past sites at hand; states left on the way; walks through hours': [MAX_SITES_AT_HAND, MAX_STATES, MAX_SCANS],
  'contacts in memory for them': [MAX_CONTACTS_AT_HAND],
  'messages out of order ahead of a past moment': [MAX_ODD_MESSAGES],
  'displays; of one address': [DEFAULT_LIVE_LIMITS.maxDisplays, DEFAULT_LIVE_LIMITS.maxDisplaysPerAddress],
  'a frame from a display': [MAX_DISPLAY_FRAME_BYTES / KIB],
  'frames of a display in 10 s; subscribes': [DEFAULT_LIVE_LIMITS.maxFrames, DEFAULT_LIVE_LIMITS.maxSubscribes],
  'unsent bytes of a display': [MAX_UNSENT_BYTES / MIB],
  'revisions of a board kept for those who come back': [KEPT_REVISIONS],
  'boards nobody follows': [MAX_IDLE_BOARDS],
  "texts of the server's own log whose repeats are counted": [MAX_TEXTS],
  "texts of the server's own log in 10 s, each": [MAX_REPEATS],
  'acts of a display in 10 s; acts waiting': [DEFAULT_ACT_LIMITS.maxActs, DEFAULT_ACT_LIMITS.maxWaiting],
}

interface Row {
  readonly what: string
  readonly ceiling: string
  readonly counter: string
}

const rows = limitRows(readFileSync('README.md', 'utf8'))

function limitRows(readme: string): Row[] {
  const section = readme.split('## Limits')[1]?.split('\n## ')[0] ?? ''
  const cells = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  return cells.slice(1).map((line) => {
    const [what = '', ceiling = '', , counter = ''] = line
      .split('|')
      .slice(1)
      .map((cell) => cell.trim())
    return { what, ceiling, counter }
  })
}

test('every figure is the constant', () => {
  const said = Object.fromEntries(rows.map(({ what, ceiling }) => [what, numbersIn(ceiling)]))
  expect(Object.fromEntries(Object.keys(HELD).map((what) => [what, said[what]]))).toEqual(HELD)
})

/** Before any explanation in brackets. */
function numbersIn(text: string): number[] {
  return [...(text.split('(')[0] ?? '').matchAll(/\d[\d,]*/g)].map(([digits]) => Number(digits.replaceAll(',', '')))
}

test('every counter named is one of /metrics', () => {
  const metrics = readFileSync('src/server/http/metrics.ts', 'utf8')
  const named = rows.flatMap(({ counter }) => /callboard_\w+/.exec(counter)?.[0] ?? [])
  expect(named.length).toBeGreaterThan(20)
  expect([...new Set(named)].filter((name) => !metrics.includes(`'${name}'`))).toEqual([])
})

test('every reason of a ceiling is named', () => {
  const text = readFileSync('README.md', 'utf8')
  const reasons = readFileSync('src/core/floor/door/ceilings.ts', 'utf8').matchAll(/\| '(tooMany\w+)'/g)
  expect([...reasons].map(([, reason]) => reason).filter((reason) => !text.includes(`\`${reason}\``))).toEqual([])
})
