/** Words that depend on what is counted. */
import { parseInstant } from '../core/units.ts'
import { minuteTime } from './format.ts'

interface ChannelWords {
  one: string
  many: string
  /** What a row says when nothing came. */
  none: string
}

const CHANNELS: Record<string, ChannelWords> = {
  voice: { one: 'caller', many: 'callers', none: 'NO CALLS' },
  chat: { one: 'chat', many: 'chats', none: 'NO CHATS' },
  email: { one: 'email', many: 'emails', none: 'NO EMAILS' },
  callback: { one: 'callback', many: 'callbacks', none: 'NO CALLBACKS' },
  social: { one: 'message', many: 'messages', none: 'NO MESSAGES' },
}

const OTHER: ChannelWords = { one: 'contact', many: 'contacts', none: 'NONE YET' }

export function channelWords(channel: string): ChannelWords {
  return CHANNELS[channel] ?? OTHER
}

export const LEVEL_WORDS = { ok: 'OK', warn: 'WARN', crit: 'CRIT' } as const

/** A long text in pages of whole words; wide characters (Han, Kana, Hangul) take two places. */
export function pagesOf(text: string, places: number): string[] {
  const pages: string[] = []
  let page = ''
  for (const word of text.split(/\s+/).filter((w) => w !== '')) {
    const longer = page === '' ? word : `${page} ${word}`
    if (page !== '' && width(longer) > places) {
      pages.push(page)
      page = word
    } else page = longer
  }
  return page === '' ? pages : [...pages, page]
}

const WIDE = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]/u

function width(text: string): number {
  return [...text].reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0)
}

/** The language a name's script tells for sure, so that its characters take the right form. */
export function languageOf(name: string): string | undefined {
  if (/[\uac00-\ud7af]/u.test(name)) return 'ko'
  return /[\u3040-\u30ff]/u.test(name) ? 'ja' : undefined
}

/** Where the counts of a day begin; `countsSince` when the log does not reach the start of it. */
export interface DayStart {
  zone: string
  countsSince?: string | undefined
}

/** `13:40`, when the day's counts begin only then. */
export function countsSinceWords({ zone, countsSince }: DayStart): string | undefined {
  const at = countsSince === undefined ? undefined : parseInstant(countsSince)
  return at === undefined ? undefined : minuteTime(at, zone)
}

/** `today`, or `since 13:40` when the log does not reach the start of the day. */
export function todayWords(day: DayStart): string {
  const since = countsSinceWords(day)
  return since === undefined ? 'today' : `since ${since}, where the log begins`
}
