/** What is read aloud when levels change: at most one sentence in ten seconds. */
import type { EpochMs } from '../../core/units.ts'
import type { Level } from '../level.ts'
import { LEVEL_WORDS } from '../words.ts'

const REST_MS = 10_000

export interface Announcement {
  text: string
  saidAt: EpochMs
  /** The levels the listener knows of. */
  known: ReadonlyMap<string, AnnouncedLevel>
}

/** `old`: a source that feeds it is silent. */
type AnnouncedLevel = Level | 'old'

const WORDS: Record<AnnouncedLevel, string> = { ...LEVEL_WORDS, old: 'old: its source is silent' }

export interface Announced {
  id: string
  name: string
  level: AnnouncedLevel
}

/** The first look says nothing: only changes are told. */
export function announcementAfter(
  before: Announcement | undefined,
  queues: readonly Announced[],
  now: EpochMs,
): Announcement {
  const known = new Map(queues.map(({ id, level }) => [id, level]))
  if (before === undefined) return { text: '', saidAt: now, known }
  const changed = queues.filter(({ id, level }) => (before.known.get(id) ?? 'ok') !== level)
  if (changed.length === 0 || now - before.saidAt < REST_MS) return before
  return { text: changed.map(({ name, level }) => `${name} is ${WORDS[level]}`).join(', '), saidAt: now, known }
}
