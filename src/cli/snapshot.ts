/** `callboard snapshot`: the floor view of a file of events, as of an instant. */
import type { Command } from 'commander'
import type { EpochMs } from '../core/units.ts'
import { instant, siteName } from './flags.ts'

interface Flags {
  readonly events: string
  readonly at: EpochMs
  readonly site: string
  readonly config?: string
}

const HELP = `
File order is the order of the log; lines that are no events are counted in feed.rejected. An event with the
attribute streamtime is clamped as the log would have done it.

Example:
  … convert asterisk-queue-log queue_log | … snapshot --events - --at 2026-03-02T17:00:00Z`

/** Adds `snapshot` to the program. */
export function snapshotCommand(program: Command): void {
  program
    .command('snapshot')
    .description('fold recorded events (NDJSON) and print the floor view as of an instant')
    .requiredOption('--events <file>', 'the events, one a line; .gz is unpacked; - reads standard input')
    .requiredOption('--at <instant>', 'as of when, such as 2026-03-02T17:00:00Z', instant)
    .option('--site <name>', 'the site the events belong to', siteName, 'main')
    .option('--config <file>', 'config with zone and queue settings of the site')
    .addHelpText('after', HELP)
    .action(async (flags: Flags) => {
      const { runSnapshot } = await import('./run/runSnapshot.ts')
      const view = await runSnapshot(flags)
      process.stdout.write(`${JSON.stringify(view)}\n`)
    })
}
