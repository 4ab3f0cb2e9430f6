/** `callboard bench`: how fast a start is, measured with a broker and a server of its own. */
import type { Command } from 'commander'
import { wholeNumber } from './flags.ts'
import { tell } from './text/tell.ts'

interface Flags {
  readonly events: number
  readonly tail: number
  readonly rounds: number
  readonly json?: true
}

const HELP = `
It starts a private nats-server in a temporary folder, stores one simulated day there, and then a server in front of
it: with nothing stored, killed and started with a snapshot at the end of the log, and killed and started with a tail
behind the snapshot. Live means: a display holds a live view of the last message. The bare rate is that of reading the
same messages with the NATS client's ordered consumer and parsing their JSON, in the same run: as its documentation does,
and tuned to be as fast as it can; each share is taken within one round. A million events take three to five minutes.`

/** Adds `bench` to the program. */
export function benchCommand(program: Command): void {
  program
    .command('bench')
    .description('measure how long a server takes from its start to a live wall')
    .option('--events <n>', 'events in the log', wholeNumber(1000, 5_000_000), 1_000_000)
    .option('--tail <n>', 'events behind the snapshot', wholeNumber(0, 1_000_000), 100_000)
    .option('--rounds <n>', 'how often each start is measured; medians are told', wholeNumber(1, 20), 3)
    .option('--json', 'print the figures of every round as JSON, times in ms')
    .addHelpText('after', HELP)
    .action(async (flags: Flags) => {
      const { measureStart } = await import('./bench/measureStart.ts')
      const { startTable } = await import('./bench/startTable.ts')
      const figures = await measureStart({ ...flags, told: tell })
      process.stdout.write(flags.json ? `${JSON.stringify(figures)}\n` : startTable(figures))
    })
}
