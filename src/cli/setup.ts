/** `npm run setup`: what the machine lacks, from its distribution; then the pages are built. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { readSearchPath } from '../server/config.ts'
import { buildPages } from './run/ensureBuild.ts'
import { oneLine } from './text/oneLine.ts'
import { missingPackages, planInstall, type Machine } from './setupPlan.ts'

async function main(): Promise<void> {
  const missing = missingPackages(isInstalled)
  if (missing.length === 0) tell('nats-server and a browser for the tests are here')
  else install(planInstall(missing, machine()))
  tell('building the pages')
  await buildPages()
  tell('ready: npm run demo, npm start, npm test')
}

function install(plan: ReturnType<typeof planInstall>): void {
  if ('typeThis' in plan) {
    tell(
      `missing: ${plan.missing.join(', ')}. ${plan.why}; type this, or install them your own way:\n  ${plan.typeThis}`,
    )
    return
  }
  for (const command of plan.commands) {
    tell(command.join(' '))
    const [program = '', ...args] = command
    const { status } = spawnSync(program, args, { stdio: 'inherit' })
    if (status !== 0)
      throw new Error(`'${command.join(' ')}' failed; mend what it says above and type 'npm run setup' again`)
  }
}

function isInstalled(program: string): boolean {
  return [...readSearchPath().split(delimiter), '/usr/sbin', '/usr/bin'].some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

function machine(): Machine {
  return {
    isDebian: existsSync('/etc/debian_version') && isInstalled('apt-get'),
    isRoot: process.getuid?.() === 0,
    canSudo: isInstalled('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0,
  }
}

function tell(line: string): void {
  process.stderr.write(`setup: ${line}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`error: ${oneLine(error)}\n`)
  process.exitCode = 1
})
