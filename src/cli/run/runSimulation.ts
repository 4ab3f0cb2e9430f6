/** Plays the simulated centre into the log: the past hour at once, so that the board starts full, then by the clock. */
import type { FloorEvent } from '../../core/events/event.ts'
import { hours, later, type DurationMs, type EpochMs } from '../../core/units.ts'
import type { Clock, EventLog } from '../../server/ports.ts'
import { createOpenWork, type OpenWork } from '../../simulation/closing.ts'
import { busyZoneOffset } from '../../simulation/createCentre.ts'
import { simulateCentre } from '../../simulation/simulateCentre.ts'
import { createPacer, type Sleep } from '../publishing/pace.ts'
import { outgoing } from '../publishing/outgoing.ts'
import { createPublisher, type Published, type Publisher } from '../publishing/publisher.ts'

export interface SimulationRun {
  readonly log: EventLog
  readonly clock: Clock
  readonly sleep: Sleep
  /** Aborting ends the run cleanly: what is open is closed, what was sent is awaited. */
  readonly signal: AbortSignal
  readonly site?: string
  readonly seed?: number
  readonly agents?: number
  readonly queues?: number
  /** Contacts an hour at the peak. */
  readonly rate?: number
  /** When its life begins; now, when left out. */
  readonly from?: EpochMs
  /** The centre's local time minus UTC; left out, it is a busy hour as life begins. */
  readonly zoneOffsetMs?: DurationMs
  /** Event time that is published at once, before life begins. An hour when left out. */
  readonly historyMs?: DurationMs
  /** Ends after that much event time; never, when left out. */
  readonly lastsMs?: DurationMs
  readonly speed?: number
  /** The history is published. */
  readonly onLive?: (published: Published) => void
  /** The log refused a message; it is tried again until it is stored. */
  readonly onTrouble?: (error: unknown) => void
}

/** A floor of the size of the reference wall. */
export const DEFAULT_CENTRE = { seed: 1, agents: 58, queues: 6, rate: 480 } as const

/** Far under what the log takes, and little is lost when the broker goes. */
const MAX_IN_FLIGHT = 256

/** Runs until aborted, or until `lastsMs` is over. @throws RangeError on numbers that make no centre */
export async function runSimulation(run: SimulationRun): Promise<Published> {
  const { site = 'main', clock, historyMs = hours(1), speed = 1, onTrouble } = run
  const from = run.from ?? clock.now()
  const events = simulateCentre({
    seed: run.seed ?? DEFAULT_CENTRE.seed,
    agents: run.agents ?? DEFAULT_CENTRE.agents,
    queues: run.queues ?? DEFAULT_CENTRE.queues,
    rate: run.rate ?? DEFAULT_CENTRE.rate,
    site,
    startAt: later(from, 0 - historyMs),
    zoneOffsetMs: run.zoneOffsetMs ?? busyZoneOffset(from),
  })
  const publisher = createPublisher({
    log: run.log,
    site,
    sleep: run.sleep,
    signal: run.signal,
    maxInFlight: MAX_IN_FLIGHT,
    attempts: Infinity,
    ...(onTrouble === undefined ? {} : { onTrouble }),
  })
  const open = createOpenWork()
  try {
    await play(events, { publisher, from, speed, run, open })
  } catch (error) {
    if (!run.signal.aborted) throw error
  }
  // An end given beforehand keeps the floor as it is; a run that was stopped leaves nobody waiting.
  if (run.signal.aborted) await close(publisher, open)
  return publisher.published
}

interface Play {
  readonly publisher: Publisher
  readonly from: EpochMs
  readonly speed: number
  readonly run: SimulationRun
  readonly open: OpenWork
}

async function play(events: Iterable<FloorEvent>, { publisher, from, speed, run, open }: Play): Promise<void> {
  const { clock, sleep, signal, lastsMs = Infinity } = run
  const isDue = createPacer({ clock, sleep, signal, speed }, from)
  let isLive = false
  for (const event of events) {
    if (event.time > from + lastsMs) break
    if (!isLive && event.time >= from) {
      isLive = true
      run.onLive?.(publisher.published)
    }
    if (!(await isDue(event.time))) break
    open.note(event)
    await publisher.send(outgoing(event))
  }
  await publisher.finish()
}

/** As far as the broker is there to hear it: nothing is tried twice after the abort. */
async function close(publisher: Publisher, open: OpenWork): Promise<void> {
  try {
    for (const event of open.closing()) await publisher.send(outgoing(event))
    await publisher.finish()
  } catch {
    // The broker went first: in the demo all end together.
  }
}
