/** How dates and times are written in records: patterns such as `yyMMdd` or `dd/MM/yyyy H:mm:ss`. */

export interface TimeParts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
}

export interface Pattern {
  readonly hasDate: boolean
  readonly hasTime: boolean
  /** The parts that the text gives; undefined when it is not written so. */
  read(text: string): Partial<TimeParts> | undefined
}

const TOKENS: Readonly<Record<string, { part: keyof TimeParts | 'half'; digits: string }>> = {
  yyyy: { part: 'year', digits: '\\d{4}' },
  yy: { part: 'year', digits: '\\d{2}' },
  MM: { part: 'month', digits: '\\d{2}' },
  M: { part: 'month', digits: '\\d{1,2}' },
  dd: { part: 'day', digits: '\\d{2}' },
  d: { part: 'day', digits: '\\d{1,2}' },
  HH: { part: 'hour', digits: '\\d{2}' },
  H: { part: 'hour', digits: '\\d{1,2}' },
  hh: { part: 'hour', digits: '\\d{2}' },
  h: { part: 'hour', digits: '\\d{1,2}' },
  mm: { part: 'minute', digits: '\\d{2}' },
  m: { part: 'minute', digits: '\\d{1,2}' },
  ss: { part: 'second', digits: '\\d{2}' },
  s: { part: 'second', digits: '\\d{1,2}' },
  SSS: { part: 'millisecond', digits: '\\d{3}' },
  a: { part: 'half', digits: '[AaPp][Mm]' },
}
const TOKEN = /yyyy|yy|MM|M|dd|d|HH|H|hh|h|mm|m|ss|s|SSS|a/g
/** [CR6] Two-digit years from this one on are of the 20th century. */
const FIRST_SHORT_YEAR = 70

/** Reads a pattern; undefined when it has no complete date and no hour with minute, or has a part twice. */
export function patternOf(text: string): Pattern | undefined {
  const parts: (keyof TimeParts | 'half')[] = []
  let source = ''
  let end = 0
  for (const match of text.matchAll(TOKEN)) {
    const token = TOKENS[match[0]]
    if (token === undefined || parts.includes(token.part)) return undefined
    source += `${literal(text.slice(end, match.index))}(?<${token.part}>${token.digits})`
    parts.push(token.part)
    end = match.index + match[0].length
  }
  const hasDate = (['year', 'month', 'day'] as const).every((part) => parts.includes(part))
  const hasTime = parts.includes('hour') && parts.includes('minute')
  const hasHalfDate = !hasDate && (['year', 'month', 'day'] as const).some((part) => parts.includes(part))
  if ((!hasDate && !hasTime) || hasHalfDate) return undefined
  const pattern = new RegExp(`^${source}${literal(text.slice(end))}$`)
  return { hasDate, hasTime, read: (value) => readParts(pattern.exec(value)?.groups) }
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function readParts(groups: Readonly<Record<string, string>> | undefined): Partial<TimeParts> | undefined {
  if (groups === undefined) return undefined
  const parts: Record<string, number> = {}
  for (const [part, digits] of Object.entries(groups)) if (part !== 'half') parts[part] = Number(digits)
  if (groups['year']?.length === 2) parts['year'] = fullYear(Number(groups['year']))
  if (groups['half'] === undefined) return parts
  const hour = parts['hour'] ?? 0
  if (hour < 1 || hour > 12) return undefined
  return { ...parts, hour: (hour % 12) + (groups['half'].toLowerCase() === 'pm' ? 12 : 0) }
}

function fullYear(short: number): number {
  return short < FIRST_SHORT_YEAR ? 2000 + short : 1900 + short
}
