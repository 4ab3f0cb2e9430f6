/** A row in one spoken sentence, and the small words of its captions. */
import { count, elapsed, NOTHING, percent, remaining } from '../format.ts'
import { formulaRemark } from '../formula.ts'
import type { QueueReading, SiteReading } from '../reading.ts'
import { channelWords, LEVEL_WORDS } from '../words.ts'

/** The word beside a row's shape. */
export function stateWord({ none, level, channel }: QueueReading): string {
  return none ? channelWords(channel).none : LEVEL_WORDS[level]
}

export function freeWords({ free, signedIn }: QueueReading): string {
  return signedIn === 0 ? 'nobody' : `${count(free)} free`
}

export function ofAllWords({ signedIn }: QueueReading): string {
  return signedIn === 0 ? ' signed in' : ` of ${count(signedIn)}`
}

export function staffWords(row: QueueReading): string {
  return `${freeWords(row)}${ofAllWords(row)}`
}

/** `n 59`, `n 7, few`, and how the queue counts where it does not count as the site does. */
export function basisWords({ service, formula }: QueueReading, site: SiteReading): string {
  const few = service.few ? ', few' : ''
  const otherwise = formula === site.formula ? '' : `, ${formulaRemark(formula)}`
  return `n ${count(service.n)}${few}${otherwise}`
}

/** Too long to stand beside the sparkline: it stands under it. */
export function isLongBasis(words: string): boolean {
  return words.length > 8
}

function abandonWords({ abandonRate }: QueueReading): string {
  return `abandon ${abandonRate === undefined ? NOTHING : percent(abandonRate)}`
}

function answerWords({ averageSpeedOfAnswerMs }: QueueReading): string {
  return `ASA ${averageSpeedOfAnswerMs === undefined ? NOTHING : elapsed(averageSpeedOfAnswerMs)}`
}

/** What a wall does not need from afar: abandon rate and average speed of answer; nothing when neither has a base. */
export function qualityWords(row: QueueReading): string {
  if (row.abandonRate === undefined && row.averageSpeedOfAnswerMs === undefined) return ''
  return `${abandonWords(row)} · ${answerWords(row)}`
}

/** When the next contact passes the limit. */
export function nextWords({ nextMs }: QueueReading): string | undefined {
  return nextMs === undefined ? undefined : `next ${remaining(nextMs)}`
}

export function spokenRow(row: QueueReading, old: string | undefined): string {
  const { service } = row
  const state = old === undefined ? stateWord(row) : `${old} old`
  const longest = row.waitMs === undefined ? 'none' : elapsed(row.waitMs)
  const level =
    service.ratio === undefined
      ? 'No service level'
      : `Service level ${percent(service.ratio, { target: service.target })}`
  const target = service.target === undefined ? '' : ` of ${percent(service.target)}`
  return [
    `${row.name}, ${state}.`,
    `${count(row.waiting)} waiting, longest ${longest} of ${elapsed(row.limitMs)}, ${count(row.over)} over the limit.`,
    `${level}${target}, from ${count(service.n)}.`,
    `${abandonWords(row)}, ${answerWords(row)}. ${staffWords(row)}.`,
  ].join(' ')
}
