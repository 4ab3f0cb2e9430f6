/** The people and places of a simulated day, and how its stories tell events. */
import type { EventData, EventType, FloorEvent } from '../../src/core/events/event.ts'
import type { Chance } from './random.ts'

/** A source's true event before the network: when it happened and who tells it. */
export interface Told {
  readonly event: FloorEvent
}

export interface Cast {
  readonly queues: readonly string[]
  readonly agents: readonly string[]
  readonly contacts: readonly string[]
  readonly sources: readonly string[]
}

const QUEUES = [
  'SALES',
  'SUPPORT',
  '7',
  '007',
  '10',
  'constructor',
  'toString',
  '__proto__x',
  'Ä "quoted"',
  '日本',
  '🦊',
]
const AGENTS = [
  'A1',
  'A2',
  'a3',
  '7',
  '007',
  'constructor',
  'hasOwnProperty',
  "O'Hara",
  '__proto__x',
  '王芳',
  '🦉',
  '?',
]
const CONTACTS = [
  'c1',
  'c2',
  '7',
  '007',
  'valueOf',
  'toString',
  '__proto__x',
  'c"x"',
  'ö',
  '☎',
  'constructor',
  '-1',
  '1e3',
]
/** More than the view lists of the waiting and of the suspects. */
const MANY_CONTACTS = [...CONTACTS, ...Array.from({ length: 150 }, (_, n) => `c${String(1000 + n)}`)]
const SOURCES = ['/acd', '/acd/2', '7', 'constructor', '/crm']

export function castOf(by: Chance): Cast {
  const take = (pool: readonly string[], count: number): string[] => {
    const rest = [...pool]
    return Array.from({ length: Math.min(count, pool.length) }, () =>
      rest.splice(by.whole(0, rest.length - 1), 1),
    ).flat()
  }
  return {
    queues: take(QUEUES, by.whole(1, 4)),
    agents: take(AGENTS, by.whole(2, 6)),
    contacts: by.often(0.1) ? MANY_CONTACTS : take(CONTACTS, by.whole(4, CONTACTS.length)),
    sources: take(SOURCES, by.whole(1, 4)),
  }
}

const QUARTER = 900_000

/** Collects a day's events; ids count up, zero-padded. */
export class Teller {
  readonly told: FloorEvent[] = []
  readonly by: Chance
  readonly cast: Cast
  /** Times are whole multiples of it: coarse clocks make instants collide. */
  readonly grain: number

  constructor(by: Chance, cast: Cast, grain: number) {
    this.by = by
    this.cast = cast
    this.grain = grain
  }

  tell<T extends EventType>(at: number, type: T, data: EventData<T>, source = this.by.pick(this.cast.sources)): void {
    const id = `e${String(this.told.length).padStart(4, '0')}`
    // Now and then exactly on a quarter hour, where windows, intervals and days begin and end.
    const grain = this.by.often(0.04) ? QUARTER : this.grain
    const time = at - (at % grain)
    this.told.push({ id, source, type, time, data } as unknown as FloorEvent)
  }

  queue(): string {
    return this.by.pick(this.cast.queues)
  }

  agent(): string {
    return this.by.pick(this.cast.agents)
  }

  contact(): string {
    return this.by.pick(this.cast.contacts)
  }

  /** The field, or nothing at all, as optional fields are. */
  maybe<K extends string, V>(share: number, key: K, value: () => V): { [P in K]?: V } {
    return this.by.often(share) ? ({ [key]: value() } as { [P in K]?: V }) : {}
  }

  /** A wait, with a liking for the limits. */
  wait(): number {
    const { by } = this
    return by.often(0.5) ? by.pick([0, 1, 5_000, 5_001, 20_000, 20_001, 60_000, 60_001, 61_000]) : by.whole(0, 150_000)
  }

  /** A talk, hold or wrap-up. */
  spell(): number {
    return this.by.often(0.15) ? 0 : this.by.whole(1, 400_000)
  }
}
