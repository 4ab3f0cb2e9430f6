/** A queue's settings: what `queue.configured` and the config file may say, and what holds when nobody did (F11). */

export const SERVICE_LEVEL_FORMULA_NAMES = ['SL1', 'SL2', 'SL3', 'SL4', 'SL5', 'SL6', 'SL9'] as const
export type ServiceLevelFormulaName = (typeof SERVICE_LEVEL_FORMULA_NAMES)[number]

export interface QueueSettings {
  readonly answerWithinMs: number
  readonly targetRatio: number
  readonly shortAbandonMs: number
  readonly serviceLevelFormula: ServiceLevelFormulaName
  readonly waitPromiseMs: number
}

export const DEFAULT_SETTINGS: QueueSettings = {
  answerWithinMs: 20_000,
  targetRatio: 0.8,
  shortAbandonMs: 5_000,
  serviceLevelFormula: 'SL5',
  waitPromiseMs: 60_000,
}
