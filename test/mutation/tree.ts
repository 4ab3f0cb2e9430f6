/** A copy of the core and its tests, broken on demand; the real sources are only read. */
import { cpSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { breakable, type Mutant } from './breakable.ts'

const MUTATED = [
  'src/core/measures/*.ts',
  'src/core/windows/*.ts',
  'src/core/floor/**/*.ts',
  'src/core/forecast/estimatedWait.ts',
  'src/core/view/parts/queueNow.ts',
]

/** What the tests of the core need. */
const COPIED = [
  'src/core',
  'src/simulation',
  'test/core',
  'test/simulation',
  'test/fixtures',
  'test/support',
  'test/mutation',
]

export function mutantTree(root: string, tree: string): Mutant[] {
  for (const folder of COPIED) cpSync(join(root, folder), join(tree, folder), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
  mkdirSync(join(tree, 'answers'))
  writeFileSync(join(tree, 'package.json'), '{ "type": "module" }\n')
  for (const file of globSync('test/{core,simulation}/**/*.ts', { cwd: tree })) standIn(tree, file)
  const mutants: Mutant[] = []
  for (const file of globSync(MUTATED, { cwd: tree }).sort()) {
    const made = breakable(file, readFileSync(join(tree, file), 'utf8'), mutants.length + 1)
    mutants.push(...made.mutants)
    writeFileSync(join(tree, file), made.text)
  }
  return mutants
}

/** Tests are collected instead of run, and the oracle, who knows nothing of the core, answers each question once. */
function standIn(tree: string, file: string): void {
  const path = join(tree, file)
  const to = (module: string): string => {
    const way = relative(join(path, '..'), join(tree, 'test/mutation', module))
    return `from '${way.startsWith('.') ? way : `./${way}`}'`
  }
  const text = readFileSync(path, 'utf8').replace("from 'vitest'", to('collected.ts'))
  const isOracle = file.startsWith('test/simulation/oracle/')
  const remembered = /from '[^']*\/oracle\/(oracleView|intake)\.ts'/g
  writeFileSync(path, isOracle ? text : text.replace(remembered, to('rememberedOracle.ts')))
}
