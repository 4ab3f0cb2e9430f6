/**
 * A plain count over a queue log, written without the converter: what its figures must come to.
 * It knows nothing but lines: a call waits from ENTERQUEUE and talks from CONNECT.
 */
export interface PlainQueueCount {
  offered: number
  answered: number
  abandoned: number
  flowedOut: number
  /** Calls that wait when the log ends. */
  waiting: number
  /** Calls that talk when the log ends. */
  talking: number
  /** Calls whose talk ended, transferred ones included. */
  ended: number
  /** RINGNOANSWER lines. */
  ringNoAnswers: number
  /** From ENTERQUEUE to CONNECT, by the times of the lines. */
  waitSeconds: number
  /** The same as the log itself says it. */
  holdSeconds: number
  /** From ENTERQUEUE to ABANDON, by the times of the lines. */
  abandonSeconds: number
  /** From CONNECT to the end of the talk, by the times of the lines. */
  talkSeconds: number
  /** The same as the log itself says it. */
  loggedTalkSeconds: number
}

export type PlainCounts = Record<string, PlainQueueCount>

export const REAL_QUEUE_LOGS = [
  'asterisk-queue-log/asterisk16-queue-9000-2010.queue_log',
  'asterisk-queue-log/pbxware-it-queue-2018.reconstructed.queue_log',
  'asterisk-queue-log/realtime-2023.csv',
] as const

const TALK_ENDS = /^(COMPLETEAGENT|COMPLETECALLER|BLINDTRANSFER|ATTENDEDTRANSFER)$/
const NOTHING: PlainQueueCount = {
  offered: 0,
  answered: 0,
  abandoned: 0,
  flowedOut: 0,
  waiting: 0,
  talking: 0,
  ended: 0,
  ringNoAnswers: 0,
  waitSeconds: 0,
  holdSeconds: 0,
  abandonSeconds: 0,
  talkSeconds: 0,
  loggedTalkSeconds: 0,
}

/** Counts the log by queue. */
export function plainQueueLogCount(text: string): PlainCounts {
  const counts: PlainCounts = {}
  const waiting = new Map<string, { queue: string; since: number }>()
  const talking = new Map<string, { queue: string; since: number }>()
  for (const [time, call, queue, event, data] of plainLines(text)) {
    if (event === 'QUEUESTART') {
      for (const wait of waiting.values()) at(counts, wait.queue).flowedOut += 1
      for (const talk of talking.values()) endTalk(at(counts, talk.queue), time - talk.since)
      waiting.clear()
      talking.clear()
    } else if (event === 'ENTERQUEUE') {
      at(counts, queue).offered += 1
      waiting.set(call, { queue, since: time })
    } else if (event === 'CONNECT') {
      const count = at(counts, queue)
      count.answered += 1
      count.waitSeconds += time - (waiting.get(call)?.since ?? NaN)
      count.holdSeconds += Number(data[0])
      waiting.delete(call)
      talking.set(call, { queue, since: time })
    } else if (TALK_ENDS.test(event)) {
      endTalk(at(counts, queue), time - (talking.get(call)?.since ?? NaN))
      at(counts, queue).loggedTalkSeconds += Number(event.startsWith('COMPLETE') ? data[1] : data[3])
      talking.delete(call)
    } else if (event === 'ABANDON') {
      at(counts, queue).abandoned += 1
      at(counts, queue).abandonSeconds += time - (waiting.get(call)?.since ?? NaN)
      waiting.delete(call)
    } else if (event.startsWith('EXIT')) {
      at(counts, queue).flowedOut += 1
      waiting.delete(call)
    } else if (event === 'RINGNOANSWER') at(counts, queue).ringNoAnswers += 1
  }
  for (const { queue } of waiting.values()) at(counts, queue).waiting += 1
  for (const { queue } of talking.values()) at(counts, queue).talking += 1
  return counts
}

function at(counts: PlainCounts, queue: string): PlainQueueCount {
  return (counts[queue] ??= { ...NOTHING })
}

function endTalk(count: PlainQueueCount, seconds: number): void {
  count.ended += 1
  count.talkSeconds += seconds
}

type PlainLine = [time: number, call: string, queue: string, event: string, data: string[]]

function plainLines(text: string): PlainLine[] {
  const lines = text.split('\n').filter((line) => line !== '')
  if (!lines[0]?.startsWith('id,')) return lines.map((line) => piped(line.split('|')))
  return lines.slice(1).map((line) => {
    const [, time = '', ...rest] = line.split(',')
    return piped([String(Date.parse(`${time.replace(' ', 'T')}Z`) / 1000), ...rest])
  })
}

function piped([time = '', call = '', queue = '', , event = '', ...data]: string[]): PlainLine {
  return [Number(time), call, queue, event, data]
}
