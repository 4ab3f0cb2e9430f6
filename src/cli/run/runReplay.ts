/** Plays recorded events into a log: in their order, as fast as it goes or by their own times. */
import { decodeText, MAX_EVENT_BYTES } from '../../core/events/decode.ts'
import type { FloorEvent } from '../../core/events/event.ts'
import { between, later, parseInstant, toInstant, type DurationMs, type EpochMs } from '../../core/units.ts'
import type { Clock, EventLog } from '../../server/ports.ts'
import { createPacer, type Sleep } from '../publishing/pace.ts'
import { createPublisher, type Published } from '../publishing/publisher.ts'

export interface ReplayRun {
  readonly lines: AsyncIterable<string>
  readonly log: EventLog
  readonly clock: Clock
  readonly sleep: Sleep
  /** Aborting ends it after what is under way. */
  readonly signal: AbortSignal
  readonly site: string
  /** Times real time; 0 is as fast as it goes. */
  readonly speed: number
  /** Shifts all times so that the first event is now. */
  readonly fromNow: boolean
  /** A line that is no event; it is skipped. */
  readonly onBadLine: (line: number, why: string) => void
}

export interface Replayed extends Published {
  readonly lines: number
  readonly events: number
  readonly bad: number
}

const MAX_IN_FLIGHT = 512
/** A short absence of the broker is waited for: about ten seconds. */
const ATTEMPTS = 6

/** @throws what the log threw when it refused an event for good */
export async function runReplay(run: ReplayRun): Promise<Replayed> {
  const { log, site, sleep, signal, clock } = run
  const publisher = createPublisher({ log, site, sleep, signal, maxInFlight: MAX_IN_FLIGHT, attempts: ATTEMPTS })
  const count = { lines: 0, events: 0, bad: 0 }
  let start: { readonly shift: DurationMs; readonly isDue: (at: EpochMs) => Promise<boolean> } | undefined
  for await (const line of run.lines) {
    count.lines += 1
    const text = line.trim()
    if (text === '') continue
    const read = readEvent(text)
    if ('why' in read) {
      count.bad += 1
      run.onBadLine(count.lines, read.why)
      continue
    }
    const { event } = read
    start ??= {
      shift: between(event.time, clock.now()),
      isDue: createPacer({ clock, sleep, signal, speed: run.speed === 0 ? Infinity : run.speed }, event.time),
    }
    if (!(await start.isDue(event.time))) break
    count.events += 1
    await publisher.send(run.fromNow ? shifted(text, event, start.shift) : { ...event, text })
  }
  return { ...count, ...(await publisher.finish()) }
}

function readEvent(text: string): { readonly event: FloorEvent } | { readonly why: string } {
  if (text.length > MAX_EVENT_BYTES || Buffer.byteLength(text) > MAX_EVENT_BYTES)
    return { why: 'tooLarge: over 64 KiB' }
  const decoded = decodeText(text)
  return 'event' in decoded ? decoded : { why: `${decoded.rejected}: ${decoded.detail}` }
}

/** Instants within the data that must move with the event. */
const INSTANTS = ['until', 'firstReplyDue', 'resolveDue'] as const

/**
 * The event at its new time. It is another happening, so its id changes too: played twice within an hour it
 * would be taken for a repeat otherwise.
 */
function shifted(
  text: string,
  event: FloorEvent,
  shift: DurationMs,
): { id: string; source: string; type: string; text: string } {
  const { source, type } = event
  // decodeText has just found it to be an event.
  const recorded = JSON.parse(text) as Record<string, unknown> & { data?: Record<string, unknown> }
  const id = `${event.id.slice(0, 110)}@${Math.floor(shift).toString(36)}`
  const data = { ...recorded.data }
  for (const field of INSTANTS) {
    const at = typeof data[field] === 'string' ? parseInstant(data[field]) : undefined
    if (at !== undefined) data[field] = toInstant(later(at, shift))
  }
  const moved = { ...recorded, id, time: toInstant(later(event.time, shift)), data }
  delete (moved as { streamtime?: unknown }).streamtime
  return { id, source, type, text: JSON.stringify(moved) }
}
