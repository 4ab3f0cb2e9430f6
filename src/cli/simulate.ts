/** `callboard simulate`: a believable contact centre, published in real time or printed. */
import type { Command } from 'commander'
import type { FloorEvent } from '../core/events/event.ts'
import { durationMs, hours, type DurationMs, type EpochMs } from '../core/units.ts'
import { systemClock } from '../server/clock.ts'
import { messageOf } from '../server/ports/messageOf.ts'
import { MOST_CONTACTS_PER_HOUR, zoneOffsetFor } from '../simulation/createCentre.ts'
import { simulateCentre } from '../simulation/simulateCentre.ts'
import { printEvents } from './text/convertOutput.ts'
import { tell } from './text/tell.ts'
import { duration, instant, positiveNumber, siteName, timeOfDay, wholeNumber } from './flags.ts'
import { sleep } from './publishing/pace.ts'
import type { Published } from './publishing/publisher.ts'
import { DEFAULT_CENTRE, runSimulation } from './run/runSimulation.ts'
import { natsOption, withLog } from './publishing/withLog.ts'

interface Flags {
  readonly rate: number
  readonly agents: number
  readonly queues: number
  readonly seed: number
  readonly site: string
  readonly speed: number
  readonly from?: EpochMs
  readonly localTime?: DurationMs
  readonly for?: DurationMs
  /** False with --no-history. */
  readonly history: boolean
  readonly out?: string
  readonly nats: string
}

const MOST_AGENTS = 5000
const MOST_QUEUES = 200

const HELP = `
Without --out it publishes to the stream FLOOR, subjects floor.<site>.<type>, until Ctrl-C: first the hour before, so
that a board starts full, then by the clock. Stopped by Ctrl-C it ends its open contacts and signs its agents off.
Handling times are stretched so that the agents just about suffice for the rate. The same options, --from among them,
give the same events. Above --speed 1 events come to lie ahead of the clock: let the server run with
CALLBOARD_CLOCK=events, or begin in the past with --from.

Examples:
  … simulate                                              a floor of 58 agents, now
  … simulate --agents 12 --queues 3 --rate 90 --site york
  … simulate --from 2026-03-02T08:00:00Z --for 10h --out - > day.ndjson`

/** Adds `simulate` to the program. */
export function simulateCommand(program: Command): void {
  program
    .command('simulate')
    .description('run a simulated contact centre: publish its events, or print them')
    .option(
      '--rate <contacts>',
      `contacts an hour at the peak of the day, at most ${MOST_CONTACTS_PER_HOUR}`,
      positiveNumber,
      DEFAULT_CENTRE.rate,
    )
    .option('--agents <n>', 'agents', wholeNumber(1, MOST_AGENTS), DEFAULT_CENTRE.agents)
    .option('--queues <n>', 'queues', wholeNumber(1, MOST_QUEUES), DEFAULT_CENTRE.queues)
    .option('--seed <n>', 'another seed is another day', wholeNumber(0, 4_294_967_295), DEFAULT_CENTRE.seed)
    .option('--site <name>', 'the site it plays', siteName, 'main')
    .option('--speed <n>', 'times real time', positiveNumber, 1)
    .option('--from <instant>', 'when it begins; now, when left out', instant)
    .option('--for <duration>', 'how long it lasts, in event time: 15m, 8h, 2d; no end when left out', duration)
    .option(
      '--local-time <hh:mm>',
      'time of day at the centre as it begins (default: 09:45; with --from the time in UTC)',
      timeOfDay,
    )
    .option('--no-history', 'do not publish the hour before')
    .option('--out <->', 'print NDJSON on standard output as fast as it goes, and publish nothing')
    .addOption(natsOption())
    .addHelpText('after', HELP)
    .action((flags: Flags, command: Command) => simulate(flags, command))
}

async function simulate(flags: Flags, command: Command): Promise<void> {
  if (flags.rate > MOST_CONTACTS_PER_HOUR) {
    command.error(`error: --rate ${flags.rate} is too much; ${MOST_CONTACTS_PER_HOUR} contacts an hour is the most`, {
      exitCode: 2,
    })
  }
  if (flags.out === undefined) return publish(flags, command)
  if (flags.out !== '-') {
    command.error(`error: --out ${flags.out} is not possible; write --out - > ${flags.out}`, { exitCode: 2 })
  }
  await printEvents(eventsOf(flags))
}

function* eventsOf(flags: Flags): Generator<FloorEvent> {
  const from = flags.from ?? systemClock.now()
  const { seed, agents, queues, rate, site } = flags
  const zoneOffsetMs = zoneOffsetOf(flags, from)
  for (const event of simulateCentre({ seed, agents, queues, rate, site, startAt: from, zoneOffsetMs })) {
    if (flags.for !== undefined && event.time >= from + flags.for) return
    yield event
  }
}

const QUARTER_TO_TEN = hours(9.75)

function zoneOffsetOf({ localTime, from }: Flags, at: EpochMs): DurationMs {
  if (localTime !== undefined) return zoneOffsetFor(at, localTime)
  return from === undefined ? zoneOffsetFor(at, QUARTER_TO_TEN) : durationMs(0)
}

async function publish(flags: Flags, command: Command): Promise<void> {
  const { seed, agents, queues, rate, site, speed } = flags
  const from = flags.from ?? systemClock.now()
  const published = await withLog(command, flags.nats, (log, signal) =>
    runSimulation({
      ...{ log, clock: systemClock, sleep, signal, seed, agents, queues, rate, site, speed, from },
      zoneOffsetMs: zoneOffsetOf(flags, from),
      ...(flags.for === undefined ? {} : { lastsMs: flags.for }),
      ...(flags.history ? {} : { historyMs: durationMs(0) }),
      onLive: ({ stored }) => tell(`simulating site ${site}: ${stored} events of the past, now live; Ctrl-C stops`),
      onTrouble: troubleTeller(),
    }),
  )
  tell(summary(published))
}

/** Says once that the broker is away, not once for every message. */
function troubleTeller(): (error: unknown) => void {
  let told = ''
  return (error) => {
    const text = messageOf(error)
    if (text !== told) tell(`trying again: ${text}`)
    told = text
  }
}

function summary({ stored, duplicates }: Published): string {
  return `${stored} events published${duplicates === 0 ? '' : `, ${duplicates} of them were there already`}`
}
