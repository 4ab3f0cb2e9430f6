/** The server's log: lines for people on a terminal, JSON for machines; both on stderr, and no repeated flood. */
import { pino, type DestinationStream } from 'pino'
import { toInstant } from '../core/units.ts'
import type { Clock, Log, LogFields } from './ports.ts'

/** The same text more often than this within the window is counted and told once later. */
export const MAX_REPEATS = 5
const WINDOW_MS = 10_000
/** Texts come from the code, so there are few; this is for the day somebody puts an id into one. */
export const MAX_TEXTS = 500

export interface LogOptions {
  readonly clock: Clock
  /** Lines to read instead of JSON. */
  readonly readable: boolean
  readonly write: (line: string) => void
}

export function createLog({ clock, readable, write }: LogOptions): Log {
  const destination: DestinationStream = { write: readable ? (json) => write(readableLine(json)) : write }
  const options = {
    base: null,
    level: 'info',
    timestamp: () => `,"time":"${toInstant(clock.now())}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  }
  const logger = pino(options, destination)
  const admit = createAdmission(clock)

  function at(level: 'debug' | 'info' | 'warn' | 'error'): (fields: LogFields, text: string) => void {
    return (fields, text) => {
      if (!logger.isLevelEnabled(level)) return
      const admitted = admit(text)
      if (admitted !== undefined) logger[level](admitted === 0 ? fields : { ...fields, leftOut: admitted }, text)
    }
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

interface Seen {
  since: number
  told: number
  leftOut: number
}

/** How many of the same were left out before this one; undefined when this one is left out too. */
function createAdmission(clock: Clock): (text: string) => number | undefined {
  const seen = new Map<string, Seen>()
  return (text) => {
    const now = clock.now()
    const before = seen.get(text)
    if (before === undefined || Math.abs(now - before.since) >= WINDOW_MS) {
      if (seen.size >= MAX_TEXTS) seen.clear()
      seen.set(text, { since: now, told: 1, leftOut: 0 })
      return before?.leftOut ?? 0
    }
    before.told += 1
    if (before.told <= MAX_REPEATS) return 0
    before.leftOut += 1
    return undefined
  }
}

interface Entry {
  level: string
  time: string
  msg: string
  err?: { stack?: string; message?: string }
  [field: string]: unknown
}

/** `12:03:04 warn  no link to the log  reason=… readUpTo=17` */
export function readableLine(json: string): string {
  const { level, time, msg, err, ...fields } = JSON.parse(json) as Entry
  const rest = Object.entries(fields).map(([name, value]) => `  ${name}=${plain(value)}`)
  const stack = err === undefined ? '' : `\n${err.stack ?? err.message ?? ''}`
  return `${time.slice(11, 19)} ${level.padEnd(5)} ${msg}${rest.join('')}${stack}\n`
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
