/** Predictions and what happened, as one report a queue. */
import type { QueueId } from '../../core/units.ts'
import { errorFigures, type ErrorFigures, type Said } from './figures.ts'
import type { Prediction } from './prediction.ts'
import type { Stay } from './stays.ts'

/** A stay, and what the board said as it began. */
export interface Told {
  readonly stay: Stay
  /** Undefined where nobody saw it begin: its answer told of it afterwards (F2). */
  readonly prediction: Prediction | undefined
}

export interface QueueReport {
  /** = answered + abandoned + flowedOut + waiting + untold */
  readonly offered: number
  readonly answered: {
    readonly n: number
    /** The board said nothing: nobody staffed, or fewer than two methods with a base. */
    readonly absent: number
    readonly toldAfterwards: number
    readonly said: ErrorFigures
    /** Of these: an agent was free, nobody waited, and 0 was said. */
    readonly agentFree: ErrorFigures
    /** Of these: the median of the methods was said; and what each of them, where it had a base, would have said. */
    readonly estimated: ErrorFigures
    readonly queueLength: ErrorFigures
    readonly departures: ErrorFigures
    readonly oldestWait: ErrorFigures
  }
  /** Their wait was cut short: in no error. `outlasted` had waited longer than was said when they gave up. */
  readonly abandoned: { readonly n: number; readonly said: number; readonly outlasted: number }
  readonly flowedOut: number
  readonly waiting: number
  /** Ends that came too late to count (F15). */
  readonly untold: number
}

export function queueReports(told: readonly Told[]): Record<QueueId, QueueReport> {
  const queues = Map.groupBy(told, ({ stay }) => stay.queue)
  return Object.fromEntries([...queues].map(([queue, own]): [string, QueueReport] => [queue, queueReport(own)]))
}

export function queueReport(told: readonly Told[]): QueueReport {
  const ended = (type: Stay['end']['type']) => told.filter(({ stay }) => stay.end.type === type)
  const abandoned = ended('abandoned')
  const promised = saidOf(abandoned, estimate)
  return {
    offered: told.length,
    answered: answeredReport(ended('answered')),
    abandoned: {
      n: abandoned.length,
      said: promised.length,
      outlasted: promised.filter(({ saidMs, waitMs }) => waitMs > saidMs).length,
    },
    flowedOut: ended('flowedOut').length,
    waiting: ended('waiting').length,
    untold: ended('untold').length,
  }
}

function answeredReport(answered: readonly Told[]): QueueReport['answered'] {
  const said = saidOf(answered, estimate)
  const toldAfterwards = answered.filter(({ prediction }) => prediction === undefined).length
  const isEstimated = ({ prediction }: Told) =>
    prediction?.methods !== undefined && prediction.estimatedWaitMs !== undefined
  const estimated = answered.filter(isEstimated)
  const free = answered.filter((one) => !isEstimated(one))
  const method = (value: (prediction: Prediction) => number | undefined) => errorFigures(saidOf(estimated, value))
  return {
    n: answered.length,
    absent: answered.length - said.length - toldAfterwards,
    toldAfterwards,
    said: errorFigures(said),
    agentFree: errorFigures(saidOf(free, estimate)),
    estimated: method(estimate),
    queueLength: method(({ methods }) => methods?.queueLengthMs),
    departures: method(({ methods }) => methods?.departuresMs),
    oldestWait: method(({ methods }) => methods?.oldestWaitMs),
  }
}

function estimate({ estimatedWaitMs }: Prediction): number | undefined {
  return estimatedWaitMs
}

function saidOf(told: readonly Told[], value: (prediction: Prediction) => number | undefined): Said[] {
  return told.flatMap(({ stay: { end }, prediction }) => {
    const saidMs = prediction === undefined ? undefined : value(prediction)
    return saidMs === undefined || !('waitMs' in end) ? [] : [{ saidMs, waitMs: end.waitMs }]
  })
}
