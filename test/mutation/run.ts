/**
 * The mutation check of the core: breaks one formula, threshold, edge or rule at a time and sees whether a test
 * notices. Every mutant is tried against test/core, the regressions and a few simulated days, whose answers are the
 * oracle's, worked out once. Checks that fail unbroken are told and left out; a run with nothing broken must notice
 * nothing.
 *
 * `npm run test:mutants -- --sample 200 --seed 1 --file src/core/measures --days 6`
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chance } from '../simulation/random.ts'
import type { Mutant } from './breakable.ts'
import type { Baseline } from './messages.ts'
import { report, type Tried } from './report.ts'
import { mutantTree } from './tree.ts'
import { TrialProcess } from './trialProcess.ts'
import { Trials } from './trials.ts'

const { values: options } = parseArgs({
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    file: { type: 'string', default: '' },
    days: { type: 'string', default: '12' },
    processes: { type: 'string', default: '2' },
  },
})

const root = join(import.meta.dirname, '../..')
const tree = mkdtempSync(join(tmpdir(), 'callboard-mutants-'))
process.env['ORACLE_DAYS'] = options.days
try {
  const chosen = sampled(mutantTree(root, tree).filter(({ file }) => file.includes(options.file)))
  const known = await baselineOf()
  const [control] = await allTried([{ number: -1, file: 'none', line: 0, what: 'nothing broken' }], {
    ...known,
    whenLoading: [-1],
  })
  if (control?.outcome.kind !== 'survived') throw new Error(`unbroken, yet noticed: ${JSON.stringify(control)}`)
  const tried = await allTried(chosen, known)
  console.log(report(tried))
} finally {
  rmSync(tree, { recursive: true })
}

function sampled(mutants: Mutant[]): Mutant[] {
  if (options.sample === undefined) return mutants
  const by = chance(Number(options.seed))
  const ranked = mutants.map((mutant) => ({ mutant, rank: by.whole(0, 1_000_000_000) }))
  const first = ranked.sort((a, b) => a.rank - b.rank).slice(0, Number(options.sample))
  return first.map(({ mutant }) => mutant).sort((a, b) => a.number - b.number)
}

async function baselineOf(): Promise<Baseline> {
  const trial = new TrialProcess(tree, { RECORD: 'yes' })
  const outcome = await trial.started
  trial.stop()
  if (outcome.kind !== 'baseline') throw new Error(`the unbroken core does not pass: ${JSON.stringify(outcome)}`)
  const { checks } = outcome.baseline
  const ms = checks.reduce((sum, check) => sum + check.ms, 0)
  console.log(`${String(checks.length)} checks, together ${String(Math.round(ms))} ms`)
  return outcome.baseline
}

async function allTried(mutants: readonly Mutant[], known: Baseline): Promise<Tried[]> {
  const tried: Tried[] = []
  const waiting = [...mutants]
  const work = async (): Promise<void> => {
    const trials = new Trials(tree, known)
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      tried.push(await trials.outcomeOf(mutant))
      if (tried.length % 100 === 0) console.log(`${String(tried.length)} of ${String(mutants.length)} tried`)
    }
    trials.stop()
  }
  await Promise.all(Array.from({ length: Number(options.processes) }, work))
  return tried
}
