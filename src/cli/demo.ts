/** `callboard demo`: a private broker, a simulated centre and the server; everything ends together. */
import type { Command } from 'commander'

/** Adds `demo` to the program. */
export function demoCommand(program: Command): void {
  program
    .command('demo')
    .description('show a living wall: private broker, simulated centre and server in one; Ctrl-C ends all')
    .action(async () => {
      const { runDemo } = await import('./run/runDemo.ts')
      await runDemo()
    })
}
