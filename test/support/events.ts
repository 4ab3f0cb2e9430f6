/** Builders with plain defaults: instants are seconds after nine o'clock of a Monday in March, never the clock. */
import { epochMs, type EpochMs } from '../../src/core/units.ts'
import type { EventData, EventOf, EventType, FloorEvent } from '../../src/core/events/event.ts'
import { createSite, type Site, type SiteConfig } from '../../src/core/site.ts'
import type { FloorView } from '../../src/core/view/floorView.ts'

/** 2026-03-02T09:00:00Z. */
export const NINE = epochMs(1_772_442_000_000)

/** `seconds` after nine. */
export function at(seconds: number): EpochMs {
  return epochMs(NINE + Math.round(seconds * 1000))
}

/** An event `seconds` after nine; the id tells what it is, so that equal arguments are one identity. */
export function event<T extends EventType>(
  seconds: number,
  type: T,
  data: EventData<T>,
  more: { id?: string; source?: string } = {},
): EventOf<T> {
  const id = more.id ?? `${seconds} ${type} ${JSON.stringify(data)}`.slice(0, 128)
  return { id, source: more.source ?? '/acd', type, time: at(seconds), data } as unknown as EventOf<T>
}

export function siteOf(events: readonly FloorEvent[], asOfSeconds: number, config: Partial<SiteConfig> = {}): Site {
  const site = createSite({ site: 'main', ...config })
  for (const one of events) site.apply(one)
  site.advanceTo(at(asOfSeconds))
  return site
}

/** The floor view after these events, as of `asOfSeconds` after nine. */
export function viewOf(
  events: readonly FloorEvent[],
  asOfSeconds: number,
  config: Partial<SiteConfig> = {},
): FloorView {
  return siteOf(events, asOfSeconds, config).floorView({ live: true, appliedSeq: events.length })
}

export function enqueued(seconds: number, contact = 'c1', queue = 'SALES') {
  return event(seconds, 'contact.enqueued', { contact, queue })
}

export function answered(seconds: number, contact = 'c1', agent = 'A1') {
  return event(seconds, 'contact.answered', { contact, agent })
}

export function ended(seconds: number, contact = 'c1', agent: string | undefined = 'A1') {
  return event(seconds, 'contact.ended', agent === undefined ? { contact } : { contact, agent })
}

export function said(
  seconds: number,
  state: EventData<'agent.state'>['state'],
  more: Partial<EventData<'agent.state'>> = {},
) {
  return event(seconds, 'agent.state', { agent: 'A1', state, ...more })
}
