/** A process that tries mutants: it loads the tests of the core once, then runs those a mutant can change. */
import { globSync } from 'node:fs'
import { join } from 'node:path'
import type { Answer, Baseline, Order } from './messages.ts'

/** Long runs over what shorter checks ask as well, and checks of the oracle itself. */
const TOO_LONG = /asked of the \S+ oracle|200 random orders|\[FL23\] out of order|folded in parts|\[FC6\] by every/

const CALLS_MORE = 10
const CALLS_AT_LEAST = 200_000
/** Some tests fold whole days while they are loaded: some 10 million. */
const CALLS_OF_LOADING = 50_000_000

const state = { broken: Number(process.env['MUTANT'] ?? 0), calls: 0, most: CALLS_OF_LOADING }
const reached = new Set<number>()
const asks = (number: number): boolean => {
  if (++state.calls > state.most) throw new Error('does not come to an end')
  return number === state.broken
}
const notes = (number: number): boolean => {
  state.calls++
  reached.add(number)
  return false
}

const isRecording = process.env['RECORD'] !== undefined
Object.assign(globalThis, { $mutant: isRecording ? notes : asks })

const collected = await import('./collected.ts')
const oracle = await import('./rememberedOracle.ts')
const root = join(import.meta.dirname, '../..')
const files = globSync(['test/core/**/*.test.ts', 'test/simulation/regressions.test.ts'], {
  cwd: root,
  exclude: ['test/core/forecast/erlang*', 'test/core/forecast/squareRoot*'],
})
if (isRecording) oracle.recordAnswers()
else oracle.recallAnswers()
let whenLoading: number[] = []
try {
  await import('../../src/core/site.ts')
  await import('../../src/core/view/parts/queueNow.ts')
  await import('../../src/core/forecast/estimatedWait.ts')
  whenLoading = [...reached]
  for (const file of files.sort()) await import(join(root, file))
  await import('./simulatedDays.ts')
} catch (error) {
  answer({ kind: 'killed', by: `loading: ${String(error)}` })
  process.exit()
}

const checks = collected.checks.filter(({ name }) => !TOO_LONG.test(name))
if (isRecording) answer({ kind: 'baseline', baseline: await baseline() })
else answer({ kind: 'ready' })
process.on('message', (order: Order) => void tried(order).then(answer))

function answer(what: Answer): void {
  process.send?.(what)
}

/** What each check takes and reaches on the unbroken core. */
async function baseline(): Promise<Baseline> {
  for (const [index, check] of checks.entries())
    await runOf(index, check.run).catch(() => console.log(`left out, fails unbroken: ${check.name}`))
  oracle.keepAnswers()
  const made: { name: string; ms: number; calls: number; reached: number[]; passes: boolean }[] = []
  oracle.recallAnswers()
  for (const [index, { name, run }] of checks.entries()) {
    reached.clear()
    state.calls = 0
    const from = performance.now()
    const passes = await runOf(index, run).then(
      () => true,
      () => false,
    )
    made.push({ name, ms: performance.now() - from, calls: state.calls, reached: [...reached], passes })
  }
  return { whenLoading, checks: made }
}

async function runOf(index: number, run: () => unknown): Promise<void> {
  oracle.startAsking(String(index))
  await run()
}

async function tried({ mutant, checks: asked }: Order): Promise<Answer> {
  for (const { index, calls } of asked) {
    const check = checks[index]
    if (check === undefined) throw new Error(`no such check: ${String(index)}`)
    const isBroken = async (broken: number): Promise<boolean> => {
      Object.assign(state, { broken, calls: 0, most: Math.max(CALLS_AT_LEAST, calls * CALLS_MORE) })
      return runOf(index, check.run).then(
        () => false,
        () => true,
      )
    }
    if (!(await isBroken(mutant))) continue
    // A mutant may have spoilt what the tests share.
    const isSpoilt = process.env['MUTANT'] === undefined && (await isBroken(0))
    return isSpoilt ? { kind: 'spoilt' } : { kind: 'killed', by: check.name }
  }
  return { kind: 'survived' }
}
