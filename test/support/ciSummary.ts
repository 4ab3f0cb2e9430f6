/** Prints "N passed, N failed": the tests by vitest's own report; a failure outside of them counts as one. */
import { existsSync, readFileSync } from 'node:fs'

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly { name: string; status: string; assertionResults: readonly unknown[] }[]
}

const [file = '', testsCode = '1'] = process.argv.slice(2)
const report = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : undefined
const broken = (report?.testResults ?? []).filter((one) => one.status === 'failed' && one.assertionResults.length === 0)
const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0)
const counted = (report?.numFailedTests ?? 0) + broken.length
// The tests ended badly and no test says why: an error outside of any.
const failed = counted === 0 && testsCode !== '0' ? 1 : counted

for (const { name } of broken) console.log(`could not be run: ${name}`)
if (skipped > 0) console.log(`${skipped} skipped`)
console.log(`${report?.numPassedTests ?? 0} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
