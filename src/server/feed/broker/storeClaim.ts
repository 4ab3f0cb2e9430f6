/** Two Callboards on one store would be two brokers on one store: the first claims it, in a file. */
import { execFile } from 'node:child_process'
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '../../ports/messageOf.ts'
import { BrokerError } from './brokerError.ts'

const CLAIM_FILE = 'callboard.json'
const LEFT_OVER_ENDS_WITHIN_MS = 3000

export interface RunningBroker {
  readonly pid: number
  readonly url: string
}

/** Stores this very process has claimed. */
const ours = new Set<string>()

interface Claimed {
  readonly owner: number
  readonly broker?: RunningBroker
}

export interface StoreClaim {
  brokerIs(broker: RunningBroker): Promise<void>
  release(): Promise<void>
}

/**
 * Claims the store for this process, and ends a broker that a killed Callboard left running on it.
 * @throws BrokerError dataFolderInUse
 */
export async function claimStore(store: string): Promise<StoreClaim> {
  const file = join(store, CLAIM_FILE)
  const before = await readClaim(file)
  if (before !== undefined) await takeOver(store, file, before)
  await createClaim(store, file)
  ours.add(store)
  return {
    brokerIs: (broker) => writeClaim(file, { owner: process.pid, broker }),
    release: async () => {
      ours.delete(store)
      await rm(file, { force: true })
    },
  }
}

/** The broker of the Callboard that runs on this data folder, for commands typed beside it. */
export async function findRunningBroker(dataFolder: string): Promise<RunningBroker | undefined> {
  const claimed = await readClaim(join(dataFolder, 'nats', CLAIM_FILE))
  return claimed?.broker !== undefined && isAlive(claimed.broker.pid) ? claimed.broker : undefined
}

async function takeOver(store: string, file: string, claimed: Claimed): Promise<void> {
  // In a container the next Callboard may well have the pid of the last.
  const leftOver = claimed.owner === process.pid ? !ours.has(store) : !isAlive(claimed.owner)
  if (!leftOver) throw inUse(store, file, claimed.owner)
  if (claimed.broker !== undefined) await endLeftOver(store, claimed.broker.pid)
  await rm(file, { force: true })
}

async function createClaim(store: string, file: string): Promise<void> {
  try {
    const handle = await open(file, 'wx')
    try {
      await handle.writeFile(JSON.stringify({ owner: process.pid } satisfies Claimed))
    } catch (error) {
      await rm(file, { force: true })
      throw error
    } finally {
      await handle.close()
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw inUse(store, file, (await readClaim(file))?.owner)
    const mend = 'make room, or set CALLBOARD_DATA to another folder'
    throw new BrokerError('dataFolderInUse', `cannot write into ${store} (${messageOf(error)}); ${mend}`, error)
  }
}

function inUse(store: string, file: string, owner: number | undefined): BrokerError {
  const who = owner === undefined ? 'another Callboard' : `another Callboard (process ${owner})`
  const mend = `stop it, set CALLBOARD_DATA to another folder, or remove ${file} if none runs`
  return new BrokerError('dataFolderInUse', `${who} uses ${store}; ${mend}`)
}

/** Written aside and renamed: a reader never sees half of it. */
async function writeClaim(file: string, claimed: Claimed): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(claimed))
  await rename(`${file}.new`, file)
}

async function readClaim(file: string): Promise<Claimed | undefined> {
  try {
    const claimed = JSON.parse(await readFile(file, 'utf8')) as Claimed
    return typeof claimed.owner === 'number' ? claimed : undefined
  } catch {
    return undefined
  }
}

async function endLeftOver(store: string, pid: number): Promise<void> {
  if (!(await isBrokerOf(store, pid))) return
  process.kill(pid, 'SIGTERM')
  for (let waited = 0; waited < LEFT_OVER_ENDS_WITHIN_MS; waited += 50) {
    await delay(50)
    if (!isAlive(pid)) return
  }
  process.kill(pid, 'SIGKILL')
  await delay(50)
}

/** The pid may meanwhile be somebody else's: only a process whose command line names our store is ended. */
async function isBrokerOf(store: string, pid: number): Promise<boolean> {
  return (await commandLine(pid)).includes(store)
}

async function commandLine(pid: number): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return new Promise((resolve) => {
      execFile('ps', ['-p', String(pid), '-o', 'args='], (_error, stdout) => resolve(stdout))
    })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
