/** `callboard ghosts`: contacts that are open for too long to be true, listed and ended. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import { siteName } from './flags.ts'
import type { Ended, GhostServer, Suspects } from './run/runGhosts.ts'
import { fail } from './publishing/withLog.ts'
import { tell } from './text/tell.ts'

interface Flags {
  readonly site: string
  readonly url: string
  readonly end?: readonly string[]
  readonly all?: boolean
  readonly as: string
}

const HELP = `
A contact without an event for longer than its channel's limit (voice and callback 4 h, others 24 h, or as configured)
is a suspect: a sender has most likely lost its end. It counts in no queue's figures of now. Ending it publishes
contact.ended, endedBy system, at the server's time; what is no suspect is not ended from here.

One contact a line on stdout, a summary on stderr. Exit 0 when all that was asked for is done, 1 when it is not or no
server answers, 2 for wrong usage.

Examples:
  … ghosts
  … ghosts --end 7f3a 91bc --as Nia
  … ghosts --all --site london --url http://wall.example:3000`

/** Adds `ghosts` to the program. */
export function ghostsCommand(program: Command): void {
  program
    .command('ghosts')
    .description('list contacts that are open for too long to be true, and end them')
    .option('--site <name>', 'the site they belong to', siteName, 'main')
    .option('--url <url>', 'where the server is', serverUrl, 'http://127.0.0.1:3000')
    .addOption(new Option('--end <contacts...>', 'end these').conflicts('all'))
    .option('--all', 'end all there are')
    .option('--as <name>', 'who ends them, for whoever reads the log', personName, 'callboard ghosts')
    .addHelpText('after', HELP)
    .action((flags: Flags, command: Command) => ghosts(flags).catch((error: unknown) => fail(command, error)))
}

async function ghosts({ site, url, end, all = false, as: by }: Flags): Promise<void> {
  const { ghostServer } = await import('./run/runGhosts.ts')
  const server = ghostServer({ site, url })
  const suspects = await server.suspects()
  if (end === undefined && !all) return list(suspects, site)
  if (!suspects.live) throw new Error('the server has no link to the log, or has not read all of it; try again later')
  if (end === undefined) await endAll(server, suspects, by)
  else await endSome(server, { suspects, contacts: [...new Set(end)], by })
}

function list({ asOf, count, contacts, live }: Suspects, site: string): void {
  for (const contact of contacts) print(contact)
  const listed = contacts.length < count ? `, the first ${contacts.length} listed` : ''
  const old = live ? '' : '; the server does not follow the log just now'
  tell(`${counted(count, 'suspect')} on ${site} as of ${asOf}${listed}${old}`)
}

interface EndSome {
  readonly suspects: Suspects
  readonly contacts: readonly string[]
  readonly by: string
}

async function endSome(server: GhostServer, { suspects, contacts, by }: EndSome): Promise<void> {
  const listed = new Set(suspects.contacts)
  const known = contacts.filter((contact) => listed.has(contact))
  const others = contacts.filter((contact) => !listed.has(contact))
  const result = known.length === 0 ? { ended: [], left: [] } : await server.end(suspects, known, by)
  tellEnded(result)
  const unlisted = listed.size < suspects.count ? `, or not among the ${listed.size} listed; end those first` : ''
  for (const contact of others) tell(`${contact} is no suspect${unlisted}`)
  if (result.left.length + others.length > 0) process.exitCode = 1
}

/** A hundred at a time: as many as the server lists. */
async function endAll(server: GhostServer, suspects: Suspects, by: string): Promise<void> {
  if (suspects.count === 0) tell('no suspects')
  for (let now = suspects; now.contacts.length > 0; now = await server.suspects()) {
    const result = await server.end(now, now.contacts, by)
    tellEnded(result)
    if (result.left.length === 0) continue
    process.exitCode = 1
    return
  }
}

function tellEnded({ ended, left }: Ended): void {
  for (const contact of ended) print(contact)
  for (const contact of left) tell(`${contact} is still a suspect: its end came too late to count`)
  if (ended.length > 0) tell(`${counted(ended.length, 'contact')} ended`)
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function serverUrl(value: string): string {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value
  throw new InvalidArgumentError('Write an address such as http://127.0.0.1:3000.')
}

function personName(value: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  if (/^[^\u0000-\u001f\u007f-\u009f]{1,128}$/.test(value)) return value
  throw new InvalidArgumentError('Write a name of 1 to 128 characters.')
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
