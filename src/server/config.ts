/** The only reader of the environment and the config file; what it gives is checked. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Type, type Static } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { createSite, type SiteConfig } from '../core/site.ts'
import { durationMs, type DurationMs, type SiteId } from '../core/units.ts'
import { ConfigError, whyInvalid } from './configError.ts'
import { CONFIG_SCHEMA, type ConfigFile } from './configSchema.ts'

export interface Config {
  readonly host: string
  readonly port: number
  /** None: a private broker is started. */
  readonly natsUrl: string | undefined
  readonly dataFolder: string
  readonly clockMode: 'wall' | 'events'
  readonly sites: Readonly<Record<SiteId, SiteConfig>>
  /** Undefined: the stream's default. */
  readonly retentionMs: DurationMs | undefined
  readonly auth: ConfigFile['auth']
}

const ENVIRONMENT = Type.Object({
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 3000 }),
  NATS_URL: Type.Optional(Type.String()),
  CALLBOARD_DATA: Type.String({ default: './.callboard' }),
  CALLBOARD_CONFIG: Type.Optional(Type.String()),
  CALLBOARD_CLOCK: Type.Union([Type.Literal('wall'), Type.Literal('events')], { default: 'wall' }),
})
type Environment = Static<typeof ENVIRONMENT>

/** @throws ConfigError in one line */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const env = readEnvironment(environment)
  const file = env.CALLBOARD_CONFIG === undefined ? {} : readConfigFile(env.CALLBOARD_CONFIG)
  return {
    host: env.HOST,
    port: env.PORT,
    natsUrl: env.NATS_URL,
    dataFolder: resolve(env.CALLBOARD_DATA),
    clockMode: env.CALLBOARD_CLOCK,
    sites: sitesOf(file, env.CALLBOARD_CONFIG),
    retentionMs: file.log?.retentionMs === undefined ? undefined : durationMs(file.log.retentionMs),
    auth: file.auth,
  }
}

/** Where the private broker's store lies; for commands that need nothing else. */
export function readDataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(readEnvironment(environment).CALLBOARD_DATA)
}

/** Whether somebody sits in front of a desktop that a browser could open on. */
export function hasDesktop(environment: NodeJS.ProcessEnv = process.env): boolean {
  const { DISPLAY = '', WAYLAND_DISPLAY = '' } = environment
  return DISPLAY !== '' || WAYLAND_DISPLAY !== ''
}

/** What a process of our own is started with. */
export function environmentWith(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...more }
}

/** Where programs are looked for. */
export function readSearchPath(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['PATH'] ?? ''
}

/** The header that tells the pages how they were called; SvelteKit's handler reads its name from the environment. */
export const PROTOCOL_HEADER = 'x-forwarded-proto'

/** To be called before the pages are loaded. */
export function preparePages(environment: NodeJS.ProcessEnv = process.env): void {
  environment['PROTOCOL_HEADER'] = PROTOCOL_HEADER
}

/** A variable that is empty counts as not set. */
function readEnvironment(environment: NodeJS.ProcessEnv): Environment {
  const set = Object.keys(ENVIRONMENT.properties).flatMap((name) => {
    const value = environment[name]?.trim()
    return value === undefined || value === '' ? [] : [[name, name === 'PORT' ? asNumber(value) : value] as const]
  })
  const values = Value.Default(ENVIRONMENT, Object.fromEntries(set))
  const problem = whyInvalid(ENVIRONMENT, values)
  if (problem !== undefined) throw new ConfigError(`environment ${problem.slice(1)}`)
  return values as Environment
}

/** Text that is no whole number stays text, for the schema to refuse. */
function asNumber(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text
}

/** The sites of a config file, for `snapshot`. @throws ConfigError */
export function readSites(file: string): Config['sites'] {
  return sitesOf(readConfigFile(file), file)
}

function readConfigFile(file: string): ConfigFile {
  const value = parse(file)
  const problem = whyInvalid(CONFIG_SCHEMA, value)
  if (problem !== undefined) throw new ConfigError(`${file} ${problem}`)
  return value as ConfigFile
}

function parse(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError(`${file} cannot be read (${(error as Error).message}); set CALLBOARD_CONFIG to a JSON file`)
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ConfigError(`${file} is not JSON: ${(error as Error).message}`)
  }
}

function sitesOf({ sites = {} }: ConfigFile, file = ''): Config['sites'] {
  for (const [site, { zone }] of Object.entries(sites)) {
    if (zone !== undefined && !isZone(zone))
      throw new ConfigError(
        `${file} /sites/${site}/zone: there is no time zone '${zone}'; write one like Europe/London`,
      )
  }
  return Object.fromEntries(Object.entries(sites).map(([site, settings]) => [site, { site, ...settings }]))
}

/** A zone is what the core takes for one. */
function isZone(zone: string): boolean {
  try {
    createSite({ site: 'main', zone })
    return true
  } catch {
    return false
  }
}
