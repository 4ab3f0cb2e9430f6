/** `callboard convert FORMAT FILE`: records of other systems as events, printed as NDJSON. */
import { readFile } from 'node:fs/promises'
import { InvalidArgumentError, type Command } from 'commander'
import type { FloorEvent } from '../core/events/event.ts'
import { QueueLogConverter } from '../formats/asteriskQueueLog.ts'
import { convertContactRecords, recordMap, type ConvertedRecords, type RecordMap } from '../formats/contactRecords.ts'
import { messageOf } from '../server/ports/messageOf.ts'
import { zone } from './flags.ts'
import { inputText, linesOf } from './text/convertInput.ts'
import { printEvents, Tally } from './text/convertOutput.ts'

const FAILURE = 1
const USAGE = 2

interface QueueLogFlags {
  readonly source: string
  readonly zone: string
  readonly agent?: ReadonlyMap<string, string>
}

interface RecordFlags {
  readonly map: string
  readonly zone: string
  readonly source?: string
}

/** Adds `convert` and its formats to the program. */
export function convertCommand(program: Command): void {
  const convert = program.command('convert').description('turn records of other systems into events (NDJSON on stdout)')
  addQueueLog(convert)
  addContactRecords(convert)
}

function addQueueLog(convert: Command): void {
  convert
    .command('asterisk-queue-log')
    .description("Asterisk's queue_log: the log file, or a CSV export of the realtime table")
    .argument('<file>', 'the log; .gz is unpacked; - reads standard input')
    .option('--source <name>', "the events' source; give every log of a site its own", 'asterisk-queue-log')
    .option('--zone <zone>', 'IANA zone of dates and times without one (realtime exports)', zone, 'UTC')
    .option('--agent <other=agent>', 'another name of an agent in the log; may be repeated', alias)
    .addHelpText(
      'after',
      `
Join rotated logs in their order first: cat queue_log.1 queue_log | … asterisk-queue-log -
Bad lines and a summary go to stderr. Exit 0 when any line was understood, 1 when none was, 2 for wrong usage.

Example: … convert asterisk-queue-log /var/log/asterisk/queue_log > events.ndjson`,
    )
    .action((file: string, flags: QueueLogFlags, command: Command) => run(command, () => convertQueueLog(file, flags)))
}

function addContactRecords(convert: Command): void {
  convert
    .command('contact-records')
    .description('any CSV or TSV of call records, one row a stay in a queue, by a map of its columns')
    .argument('<file>', 'the records; .gz is unpacked; - reads standard input')
    .requiredOption('--map <map.json>', 'which column means what')
    .requiredOption('--zone <zone>', 'IANA zone of the times in the file, such as Europe/London', zone)
    .option('--source <name>', "the events' source, instead of the map's")
    .addHelpText('after', MAP_HELP)
    .action((file: string, flags: RecordFlags, command: Command) =>
      run(command, () => convertRecords(file, flags, command)),
    )
}

const MAP_HELP = `
The map is JSON. A column is its name in the header or its number from 1:
  {
    "delimiter": ",", "header": true, "source": "pbx-records",
    "contact":  ["call_id"],
    "queue":    { "column": "queue" },
    "agent":    { "column": "agent", "none": ["-"] },
    "enqueued": [{ "column": "start", "format": "yyyy-MM-dd HH:mm:ss" }],
    "wait":     [{ "column": "wait_s", "unit": "s" }],
    "talk":     [{ "column": "talk_s", "unit": "s" }, { "until": { "column": "end", "format": "yyyy-MM-dd HH:mm:ss" } }],
    "outcome":  { "column": "result", "values": { "OK": "answered", "LOST": "abandoned", "VM": { "flowedOut": "voicemail" } } },
    "ignore":   [{ "reason": "test calls", "when": { "queue": ["TEST"] } }]
  }
Of each list the first entry with a value counts. Units: s, ms, min, clock (1:02:03). Formats: epochSeconds, epochMs,
rfc3339, or a pattern of yyyy yy MM M dd d HH H hh h mm m ss s SSS a. Times without a date need
"date": { "column", "format", "of": the time whose date it is }. Further keys: quote, channel, customer, and in times
"minus": durations to take off. "constant" in place of "column" says the same of every row.

Bad rows and a summary go to stderr. Exit 0 when any row was understood, 1 when none was, 2 for wrong usage.`

async function convertQueueLog(file: string, { source, zone, agent }: QueueLogFlags): Promise<Tally> {
  const tally = new Tally()
  const converter = new QueueLogConverter({ source, zone, ...(agent === undefined ? {} : { agents: agent }) })
  async function* events(): AsyncGenerator<FloorEvent> {
    for await (const line of linesOf(inputText(file))) {
      const outcome = converter.convertLine(line)
      tally.count(outcome)
      yield* outcome.events
    }
  }
  await printEvents(events())
  return tally
}

async function convertRecords(file: string, flags: RecordFlags, command: Command): Promise<Tally> {
  const tally = new Tally()
  const map = await readMap(flags, command)
  let text = ''
  for await (const chunk of inputText(file)) text += chunk
  const converted: ConvertedRecords = convertContactRecords(text, { map, zone: flags.zone })
  if ('problems' in converted)
    return command.error(`error: ${flags.map} does not fit ${file}: ${converted.problems.join('; ')}`, {
      exitCode: USAGE,
    })
  for (const outcome of converted.outcomes) tally.count(outcome)
  await printEvents(converted.events)
  return tally
}

async function readMap({ map: file, source }: RecordFlags, command: Command): Promise<RecordMap> {
  const fail = (why: string) => command.error(`error: ${file}: ${why}; --help shows a map`, { exitCode: USAGE })
  const text = await readFile(file, 'utf8').catch((error: unknown) => fail(messageOf(error)))
  const read = recordMap(parseJson(text) ?? fail('is not JSON'))
  if ('problems' in read) return fail(read.problems.join('; '))
  return source === undefined ? read.map : { ...read.map, source }
}

/** Runs a conversion, prints its sum and leaves the exit code; what cannot be read is one line on stderr. */
async function run(command: Command, conversion: () => Promise<Tally>): Promise<void> {
  const tally = await conversion().catch((error: unknown) => {
    if (!isSystemError(error)) throw error
    return command.error(`error: cannot read the input: ${messageOf(error)}`, { exitCode: FAILURE })
  })
  process.stderr.write(`${tally.summary()}\n`)
  process.exitCode = tally.anyGood ? 0 : FAILURE
}

function alias(value: string, known: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  const at = value.lastIndexOf('=')
  if (at < 1 || at === value.length - 1)
    throw new InvalidArgumentError('Write OTHER=AGENT, such as SIP/777=Agent/1141.')
  return new Map([...known, [value.slice(0, at), value.slice(at + 1)]])
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && 'errno' in error
}
