/** What came of the mutants, by file, and the survivors. */
import type { Mutant } from './breakable.ts'
import type { Outcome } from './trialProcess.ts'

export interface Tried {
  readonly mutant: Mutant
  readonly outcome: Outcome
  /** False when no check ever comes by. */
  readonly isReached: boolean
}

export function report(tried: readonly Tried[]): string {
  const files = [...new Set(tried.map(({ mutant }) => mutant.file))].sort()
  const lines = files.map((file) =>
    lineOf(
      file,
      tried.filter(({ mutant }) => mutant.file === file),
    ),
  )
  return [...lines, lineOf('all', tried), '', 'Survivors:', ...survivors(tried)].join('\n')
}

function lineOf(name: string, tried: readonly Tried[]): string {
  const count = (...kinds: Outcome['kind'][]): string =>
    String(tried.filter(({ outcome }) => kinds.includes(outcome.kind)).length).padStart(5)
  const killed = `${count('killed', 'crashed')} killed ${count('timed out')} timed out`
  return `${name.padEnd(42)} ${String(tried.length).padStart(5)} mutants ${killed} ${count('survived')} survived`
}

function survivors(tried: readonly Tried[]): string[] {
  return tried
    .filter(({ outcome }) => outcome.kind === 'survived')
    .sort((a, b) => a.mutant.number - b.mutant.number)
    .map(({ mutant: { file, line, what }, isReached }) => {
      return `${file}:${String(line)}  ${what}${isReached ? '' : '  (no test comes here)'}`
    })
}
