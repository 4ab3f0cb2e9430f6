/** Damaged lines for the commands: `snapshot` counts them and no more, `convert` gives each one fate. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runSnapshot } from '../../src/cli/run/runSnapshot.ts'
import { decodeEvent } from '../../src/core/events/decode.ts'
import { epochMs, later } from '../../src/core/units.ts'
import { QueueLogConverter } from '../../src/formats/asteriskQueueLog.ts'
import { cloudEvent } from '../../src/formats/cloudEvent.ts'
import { convertContactRecords, type RecordMap } from '../../src/formats/contactRecords.ts'
import { firstDifference } from '../chaos/firstDifference.ts'
import { chance, type Chance } from '../simulation/random.ts'
import { isAcceptable } from './acceptable.ts'
import { goodEvents, MORNING } from './goodEvents.ts'
import { damaged, misshapen } from './mutate.ts'

export interface FuzzedLines {
  readonly cases: number
  readonly rejected: number
  readonly difference: string | undefined
}

const LINE_ENDS = /[\r\n]/g

export async function fuzzSnapshotLines(cases: number, seed: number): Promise<FuzzedLines> {
  const by = chance(seed)
  const folder = await mkdtemp(join(tmpdir(), 'callboard-fuzz-'))
  try {
    const [all, events] = damagedFile(cases, seed, by)
    const views = []
    for (const [name, lines] of Object.entries({ all, events })) {
      await writeFile(join(folder, name), lines.join('\n'))
      views.push(await runSnapshot({ events: join(folder, name), at: AT, site: 'main' }))
    }
    const [withDamage, without] = views.map((view) => {
      const { appliedSeq: _appliedSeq, feed, ...rest } = view
      const { rejected: _rejected, ...counted } = feed
      return { ...rest, feed: counted }
    })
    const rejected = Object.values(views[0]?.feed.rejected ?? {}).reduce((sum, n) => sum + n, 0)
    return { cases, rejected, difference: firstDifference(withDamage, without) }
  } finally {
    await rm(folder, { recursive: true })
  }
}

const AT = later(MORNING, 4 * 3_600_000)

/** All lines, and those of them that are events. */
function damagedFile(cases: number, seed: number, by: Chance): [all: string[], events: string[]] {
  const all: string[] = []
  const events: string[] = []
  const good = goodEvents(seed)
  for (let i = 0; i < cases; i++) {
    const { event } = good.next().value
    const mutant = { ...event, id: `m${i}` }
    const bytes = Buffer.from(by.often(0.5) ? misshapen(mutant, [event], by) : JSON.stringify(mutant))
    const text = (by.often(0.5) ? Buffer.from(damaged(bytes, bytes, by)) : bytes).toString().replace(LINE_ENDS, ' ')
    for (const line of [JSON.stringify(event), text]) {
      if (line.trim() === '') continue
      all.push(line)
      if (isEventLine(line)) events.push(line)
    }
  }
  return [all, events]
}

function isEventLine(line: string): boolean {
  if (Buffer.byteLength(line) > 65_536) return false
  try {
    return isAcceptable(JSON.parse(line))
  } catch {
    return false
  }
}

export interface FuzzedRecords {
  readonly cases: number
  readonly fates: Readonly<Record<string, number>>
  /** Lines of a queue_log without a fate. */
  readonly fateless: number
  /** Events that come out of a conversion and would not be taken. */
  readonly unacceptable: readonly string[]
}

const QUEUE_LOG = [
  '1772442000|c1|SALES|NONE|ENTERQUEUE||0044|1',
  '1772442010|c1|SALES|Agent/7|CONNECT|10|c2|4',
  '1772442060|c1|SALES|Agent/7|COMPLETECALLER|10|50|1',
  '1772442070|c3|SALES|NONE|ABANDON|1|1|12',
  '1772442080|NONE|SALES|Agent/7|PAUSE|tea',
  '1772442090|c4|SALES|Agent/7|TRANSFER|200|ext|3|9|1',
  '1772442095|c5|NONE|Agent/7|ADDMEMBER|',
]
const RECORD_MAP: RecordMap = {
  contact: ['call'],
  queue: { column: 'queue' },
  agent: { column: 'agent' },
  enqueued: [{ column: 'start', format: 'yyyy-MM-dd HH:mm:ss' }],
  wait: [{ column: 'wait' }],
  talk: [{ column: 'talk' }],
  outcome: { column: 'result', values: { OK: 'answered', LOST: 'abandoned', VM: { flowedOut: 'voicemail' } } },
}
const RECORDS = [
  'c1,SALES,Nia,2026-03-02 09:00:00,20,60,OK',
  'c2,SALES,,2026-03-02 09:00:05,9,,LOST',
  'c3,"SA,LES",Nia,2026-03-29 02:30:00,1,2,VM',
]

export function fuzzRecords(cases: number, seed: number): FuzzedRecords {
  const by = chance(seed)
  const fates: Record<string, number> = {}
  const unacceptable: string[] = []
  const queueLog = Array.from({ length: Math.ceil(cases / 2) }, () => damagedLine(QUEUE_LOG, by))
  const records = Array.from({ length: Math.floor(cases / 2) }, () => damagedLine(RECORDS, by))
  const converter = new QueueLogConverter()
  const header = 'call,queue,agent,start,wait,talk,result'
  const converted = convertContactRecords([header, ...records].join('\n'), { map: RECORD_MAP, zone: 'Europe/Berlin' })
  const outcomes = queueLog.map((line) => converter.convertLine(line))
  if ('problems' in converted) throw new Error(converted.problems.join())
  for (const { fate } of [...outcomes, ...converted.outcomes]) fates[fate] = (fates[fate] ?? 0) + 1
  for (const event of [...outcomes.flatMap((outcome) => outcome.events), ...converted.events]) {
    const sent: unknown = JSON.parse(JSON.stringify(cloudEvent({ ...event, time: epochMs(event.time) })))
    if ((!isAcceptable(sent) || !('event' in decodeEvent(sent))) && unacceptable.length < 5)
      unacceptable.push(JSON.stringify(sent).slice(0, 300))
  }
  return { cases, fates, fateless: queueLog.length - outcomes.length, unacceptable }
}

/** Each line has a fate of its own, so it stays one line. */
function damagedLine(lines: readonly string[], by: Chance): string {
  const bytes = Buffer.from(by.pick(lines))
  const damage = by.often(0.8) ? Buffer.from(damaged(bytes, Buffer.from(by.pick(lines)), by)) : bytes
  return damage.toString().replace(LINE_ENDS, ' ')
}
