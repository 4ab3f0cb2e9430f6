/** `callboard forecast-error`: the estimated wait of recorded events against what happened. */
import type { Command } from 'commander'
import { siteName, zone } from './flags.ts'

interface Flags {
  readonly events: string
  readonly site: string
  readonly zone?: string
  readonly config?: string
  readonly json?: true
}

const HELP = `
What was said to a contact is the estimate of the floor view as of its enqueue (or of the newest event read before, if
that is later), with every line before its own folded and its own not: the wait of "a contact arriving now" (N11).
Error = said − waited, over the answered. Who gave up or left otherwise is counted apart: how long they would have
waited nobody knows. Allow a minute or two for 30,000 contacts.

Example:
  … convert asterisk-queue-log queue_log | … forecast-error --events -`

/** Adds `forecast-error` to the program. */
export function forecastErrorCommand(program: Command): void {
  program
    .command('forecast-error')
    .description('measure the estimated wait on recorded events (NDJSON): what was said at enqueue, what happened')
    .requiredOption('--events <file>', 'the events, one a line; .gz is unpacked; - reads standard input')
    .option('--zone <zone>', 'IANA zone of the site, instead of the config’s', zone)
    .option('--config <file>', 'config with zone and queue settings of the site')
    .option('--site <name>', 'the site the events belong to', siteName, 'main')
    .option('--json', 'print the figures as JSON, times in ms')
    .addHelpText('after', HELP)
    .action(async (flags: Flags) => {
      const { measureForecast } = await import('./forecastError/measure.ts')
      const { forecastTable } = await import('./forecastError/table.ts')
      const report = await measureForecast(flags)
      process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : forecastTable(report))
    })
}
