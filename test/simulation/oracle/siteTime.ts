/** N2, N12: the site's local day and quarter hours, from what the platform says the local clock shows. */
import { MINUTE, QUARTER } from './arithmetic.ts'

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known !== undefined) return known
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  clocks.set(zone, clock)
  return clock
}

interface LocalTime {
  readonly date: string
  readonly minute: number
}

function localTime(at: number, zone: string): LocalTime {
  const parts = new Map(
    clockOf(zone)
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  )
  const get = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? ''
  return { date: `${get('year')}-${get('month')}-${get('day')}`, minute: Number(get('minute')) }
}

const starts = new Map<string, number>()

/** N2: the first instant whose local date is that of `at`. Zones shift on quarter hours only. */
export function dayStart(at: number, zone: string): number {
  const latest = at - (at % QUARTER)
  const key = `${zone} ${String(latest)}`
  const known = starts.get(key)
  if (known !== undefined) return known
  const { date } = localTime(at, zone)
  let first = latest
  for (let back = 0; back <= 27 * 4; back++) {
    const quarter = latest - back * QUARTER
    if (localTime(quarter, zone).date === date) first = quarter
  }
  starts.set(key, first)
  return first
}

/** N12: the start of the local quarter hour `at` lies in. */
export function quarterStart(at: number, zone: string): number {
  const { minute } = localTime(at, zone)
  return at - (at % MINUTE) - (minute % 15) * MINUTE
}
