/** The pages are built before the tests that look at them, when there is no build or one older than what it is made of. */
import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { buildPages } from '../../src/cli/run/ensureBuild.ts'
import { hasBuild, PROJECT_FOLDER } from '../../src/server/http/pages.ts'

const SOURCES = ['src/{core,display,protocol,routes}/**/*', 'src/*.*', 'static/**/*', '{svelte,vite}.config.*']

export default async function buildWhenOld(): Promise<void> {
  const why = whyBuild()
  if (why === undefined) return
  process.stderr.write(`${why}: building the pages for the tests\n`)
  await buildPages()
}

function whyBuild(): string | undefined {
  if (!hasBuild()) return 'no build yet'
  const builtAt = changedAt('build/handler.js')
  const newer = globSync(SOURCES, { cwd: PROJECT_FOLDER }).find((file) => changedAt(file) > builtAt)
  return newer && `${newer} is newer than the build`
}

function changedAt(file: string): number {
  const stats = statSync(join(PROJECT_FOLDER, file))
  return stats.isFile() ? stats.mtimeMs : 0
}
