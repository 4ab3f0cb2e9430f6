/** `callboard replay FILE`: recorded events into the log again. */
import { access } from 'node:fs/promises'
import type { Command } from 'commander'
import { systemClock } from '../server/clock.ts'
import { inputText, linesOf } from './text/convertInput.ts'
import { tell } from './text/tell.ts'
import { numberFromZero, siteName } from './flags.ts'
import { sleep } from './publishing/pace.ts'
import { runReplay, type Replayed } from './run/runReplay.ts'
import { fail, natsOption, withLog } from './publishing/withLog.ts'

interface Flags {
  readonly speed: number
  readonly fromNow?: true
  readonly site: string
  readonly nats: string
}

const HELP = `
Order is kept, every event is acknowledged by the broker before the command ends, and what is in the log already
counts once. Lines that are no events are named on stderr and skipped; a summary follows. Exit 0 when any event was
published, 1 when none was or the broker failed, 2 for wrong usage.

Events keep their own times. A server on the wall clock takes a day of the past as past: start it with
CALLBOARD_CLOCK=events to see the day go by, or replay with --from-now --speed 1.
With --from-now the events get new ids as well, so that a recording can be played again and again.

Examples:
  … replay day.ndjson --speed 60
  … convert asterisk-queue-log queue_log | … replay - --site london`

/** Adds `replay` to the program. */
export function replayCommand(program: Command): void {
  program
    .command('replay')
    .description('publish recorded events (NDJSON) to the log')
    .argument('<file>', 'the events, one a line; .gz is unpacked; - reads standard input')
    .option('--speed <n>', 'times real time, by the events’ own times; 0 is as fast as it goes', numberFromZero, 0)
    .option('--from-now', 'shift all times so that the first event is now')
    .option('--site <name>', 'the site they belong to', siteName, 'main')
    .addOption(natsOption())
    .addHelpText('after', HELP)
    .action((file: string, flags: Flags, command: Command) => replay(file, flags, command))
}

async function replay(file: string, flags: Flags, command: Command): Promise<void> {
  const { site, speed, fromNow = false } = flags
  if (fromNow && speed === 0) {
    tell(
      'note: with --from-now and no --speed all but the first event lie ahead of the clock; --speed 1 plays them live',
    )
  }
  if (file !== '-') await access(file).catch((error: unknown) => fail(command, error))
  const { replayed, isStopped } = await withLog(command, flags.nats, async (log, signal) => {
    const lines = linesOf(inputText(file))
    const onBadLine = (line: number, why: string) => tell(`line ${line}: ${why}`)
    const replayed = await runReplay({ lines, log, clock: systemClock, sleep, signal, site, speed, fromNow, onBadLine })
    return { replayed, isStopped: signal.aborted }
  })
  tell(`${isStopped ? 'stopped: ' : ''}${summary(replayed)}`)
  if (replayed.events === 0 || isStopped) process.exitCode = 1
}

function summary({ lines, stored, duplicates, bad }: Replayed): string {
  const known = duplicates === 0 ? '' : ` (${duplicates} were there already)`
  return `${lines} lines: ${stored} events published${known}, ${bad} bad`
}
