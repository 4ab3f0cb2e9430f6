/** The pages are built once; `serve` and `demo` build them where nobody has yet. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { hasBuild, PROJECT_FOLDER } from '../../server/http/pages.ts'

/** @throws Error when building fails */
export async function ensureBuild(): Promise<void> {
  if (hasBuild()) return
  process.stderr.write('no build yet: building the pages (half a minute, once)\n')
  await buildPages()
}

/** Builds the pages anew; what the builder says is told only when it fails. @throws Error */
export async function buildPages(): Promise<void> {
  const vite = join(PROJECT_FOLDER, 'node_modules/vite/bin/vite.js')
  const builder = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: PROJECT_FOLDER,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: Buffer[] = []
  builder.stdout.on('data', (bytes: Buffer) => said.push(bytes))
  builder.stderr.on('data', (bytes: Buffer) => said.push(bytes))
  const [code] = (await once(builder, 'close')) as [number | null]
  if (code === 0) return
  process.stderr.write(Buffer.concat(said))
  throw new Error("building the pages failed; see above, and type 'npm ci' if packages are missing")
}
