/** `callboard serve`: the server, until it is told to stop. */
import type { Command } from 'commander'

const HELP = `
Environment:
  HOST, PORT        where it listens (127.0.0.1, 3000)
  NATS_URL          the NATS server to read; none: a private one is started under CALLBOARD_DATA
  CALLBOARD_DATA    folder of the private NATS server (./.callboard)
  CALLBOARD_CONFIG  JSON file with sites, zones and queue settings
  CALLBOARD_CLOCK   wall, or events: time is the newest event's, for replays`

/** Adds `serve` to the program. */
export function serveCommand(program: Command): void {
  program
    .command('serve')
    .description('run the server: log in, boards, API and metrics out')
    .addHelpText('after', HELP)
    .action(async () => {
      const { runServe } = await import('./run/runServe.ts')
      await runServe()
    })
}
