/** `callboard`: the commands an operator types. Each loads what it needs when it runs, and nothing before. */
import { Command, CommanderError } from 'commander'
import { benchCommand } from './bench.ts'
import { convertCommand } from './convert.ts'
import { demoCommand } from './demo.ts'
import { forecastErrorCommand } from './forecastError.ts'
import { ghostsCommand } from './ghosts.ts'
import { oneLine } from './text/oneLine.ts'
import { replayCommand } from './replay.ts'
import { offerRunningBroker } from './publishing/runningBroker.ts'
import { serveCommand } from './serve.ts'
import { simulateCommand } from './simulate.ts'
import { snapshotCommand } from './snapshot.ts'

const USAGE = 2
const FAILURE = 1

function createProgram(): Command {
  const program = new Command('callboard')
    .description('Live wallboard of a contact centre: events in a NATS log in, figures on the wall out')
    .configureOutput({ outputError: (text, write) => write(inOneLine(text)) })
    .exitOverride()
  for (const add of [
    serveCommand,
    demoCommand,
    simulateCommand,
    replayCommand,
    convertCommand,
    snapshotCommand,
    ghostsCommand,
    forecastErrorCommand,
    benchCommand,
  ])
    add(program)
  for (const command of program.commands) command.copyInheritedSettings(program)
  program.hook('preAction', (_program, command) => offerRunningBroker(command))
  return program
}

/** Commander says what is wrong with the usage, but not where to look. */
function inOneLine(text: string): string {
  const isUsage = /^error: (unknown|missing|required|too many)/.test(text)
  return `${text.trim().replace(/\s*\n\s*/g, ' ')}${isUsage ? '; add --help to see what there is' : ''}\n`
}

async function main(): Promise<void> {
  try {
    await createProgram().parseAsync()
  } catch (error) {
    process.exitCode = exitCodeOf(error)
  }
}

/** Commander has told its own errors already; it knows no code for wrong usage. */
function exitCodeOf(error: unknown): number {
  if (!(error instanceof CommanderError)) {
    process.stderr.write(`error: ${oneLine(error)}\n`)
    return FAILURE
  }
  if (error.exitCode === 0) return 0
  return error.code === 'commander.error' ? error.exitCode : USAGE
}

/** A reader who has had enough (`| head`) ends it quietly. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

await main()
