/** Facts summed: the counts and sums from which every measure of a window follows (N1). */
import type { HandleClosed, QueueFact, Sign } from '../floor/fact.ts'
import { WaitHistogram } from './waitHistogram.ts'

/** Facts that queues count. */
export type CountedFact = QueueFact | HandleClosed

export interface Counts {
  offered: number
  answered: number
  answeredWithinTarget: number
  abandoned: number
  shortAbandoned: number
  abandonedWithinTarget: number
  flowedOut: number
  transferredOut: number
  alertsTimedOut: number
  handled: number
  targetBreaches: number
  promiseBreaches: number
  /** Sums in ms. */
  answeredWaitMs: number
  abandonedWaitMs: number
  talkMs: number
  holdMs: number
  wrapUpMs: number
}

export function noCounts(): Counts {
  return {
    offered: 0,
    answered: 0,
    answeredWithinTarget: 0,
    abandoned: 0,
    shortAbandoned: 0,
    abandonedWithinTarget: 0,
    flowedOut: 0,
    transferredOut: 0,
    alertsTimedOut: 0,
    handled: 0,
    targetBreaches: 0,
    promiseBreaches: 0,
    answeredWaitMs: 0,
    abandonedWaitMs: 0,
    talkMs: 0,
    holdMs: 0,
    wrapUpMs: 0,
  }
}

/** Plain data of totals. */
export interface TotalsDump {
  readonly counts: Counts
  readonly waits: readonly number[]
}

/** Counts with the waits behind the percentiles. */
export class Totals {
  readonly counts: Counts = noCounts()
  readonly waits = new WaitHistogram()

  add(fact: CountedFact, sign: Sign): void {
    addFact(this.counts, fact, sign)
    if (fact.type === 'segmentAnswered') this.waits.add(fact.waitMs, sign)
  }

  dump(): TotalsDump {
    return { counts: { ...this.counts }, waits: this.waits.dump() }
  }

  load({ counts, waits }: TotalsDump): void {
    Object.assign(this.counts, counts)
    this.waits.load(waits)
  }

  addAll(other: Totals): void {
    for (const key of Object.keys(other.counts) as (keyof Counts)[]) this.counts[key] += other.counts[key]
    this.waits.addAll(other.waits)
  }
}

export function addFact(counts: Counts, fact: CountedFact, sign: Sign): void {
  switch (fact.type) {
    case 'segmentOffered':
      counts.offered += sign
      break
    case 'segmentAnswered':
      counts.answered += sign
      counts.answeredWaitMs += sign * fact.waitMs
      if (fact.withinTarget) counts.answeredWithinTarget += sign
      break
    case 'segmentAbandoned':
      counts.abandoned += sign
      counts.abandonedWaitMs += sign * fact.waitMs
      if (fact.short) counts.shortAbandoned += sign
      if (fact.withinTarget) counts.abandonedWithinTarget += sign
      break
    case 'segmentFlowedOut':
      counts.flowedOut += sign
      break
    case 'segmentTransferredOut':
      counts.transferredOut += sign
      break
    case 'alertTimedOut':
      counts.alertsTimedOut += sign
      break
    case 'targetBreached':
      counts.targetBreaches += sign
      break
    case 'promiseBreached':
      counts.promiseBreaches += sign
      break
    case 'handleClosed':
      counts.handled += sign
      counts.talkMs += sign * fact.talkMs
      counts.holdMs += sign * fact.holdMs
      counts.wrapUpMs += sign * fact.wrapUpMs
      break
    case 'overTargetChanged':
      break
  }
}

/** The wait of an answered segment, ms. */
export function answeredWait(fact: CountedFact): number | undefined {
  return fact.type === 'segmentAnswered' ? fact.waitMs : undefined
}
