/** What `setup` has to install, and whether it may. Pure. */

export interface Machine {
  readonly isDebian: boolean
  readonly isRoot: boolean
  /** Without being asked for a password. */
  readonly canSudo: boolean
}

interface Need {
  /** Debian's package. */
  readonly name: string
  /** Any of these programs will do. */
  readonly programs: readonly string[]
}

/** The broker to run with, and the browser to test with. */
const NEEDS: readonly Need[] = [
  { name: 'nats-server', programs: ['nats-server'] },
  { name: 'chromium', programs: ['chromium'] },
]

export function missingPackages(isInstalled: (program: string) => boolean): string[] {
  return NEEDS.filter(({ programs }) => !programs.some(isInstalled)).map(({ name }) => name)
}

export type InstallPlan =
  | { readonly commands: readonly (readonly string[])[] }
  | { readonly missing: readonly string[]; readonly why: string; readonly typeThis: string }

/** The commands to run, or the one line a person has to type instead. */
export function planInstall(missing: readonly string[], { isDebian, isRoot, canSudo }: Machine): InstallPlan {
  const update = ['apt-get', 'update']
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing]
  if (isDebian && isRoot) return { commands: [update, install] }
  if (isDebian && canSudo)
    return {
      commands: [
        ['sudo', '-n', ...update],
        ['sudo', '-n', ...install],
      ],
    }
  const why = isDebian ? 'This user may not install packages' : 'This is no Debian'
  return { missing, why, typeThis: `sudo apt-get update && sudo apt-get install -y ${missing.join(' ')}` }
}
