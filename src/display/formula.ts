/** Service levels as fractions: which counts stand above and below the line, in numbers and in words (N4). */
import type { ServiceLevelFormula, TotalsView } from '../core/view/floorView.ts'

type Counted =
  'answeredWithinTarget' | 'answered' | 'abandoned' | 'shortAbandoned' | 'abandonedWithinTarget' | 'flowedOut'

interface TermOf {
  sign: 1 | -1
  of: Counted | 'waitingOverTarget'
}

export interface Term {
  sign: 1 | -1
  words: string
  count: number
}

export interface Fraction {
  numerator: Term[]
  denominator: Term[]
  /** The sums above and below the line; `n` is what a figure is drawn from. */
  met: number
  n: number
}

const WORDS: Record<TermOf['of'], string> = {
  answeredWithinTarget: 'in target',
  answered: 'answered',
  abandoned: 'abandoned',
  shortAbandoned: 'short',
  abandonedWithinTarget: 'abandoned in target',
  flowedOut: 'flowed out',
  waitingOverTarget: 'waiting over',
}

const plus = (of: TermOf['of']): TermOf => ({ sign: 1, of })
const minus = (of: TermOf['of']): TermOf => ({ sign: -1, of })
const MET = [plus('answeredWithinTarget')]
const CAME = [plus('answered'), plus('abandoned')]

const FORMULAS: Record<ServiceLevelFormula, { over: TermOf[]; under: TermOf[]; other: string }> = {
  SL1: { over: MET, under: [plus('answered')], other: 'abandons out' },
  SL2: { over: MET, under: CAME, other: 'all abandons in' },
  SL3: { over: MET, under: [...CAME, minus('abandonedWithinTarget')], other: 'early abandons out' },
  SL4: { over: [...MET, plus('abandonedWithinTarget')], under: CAME, other: 'early abandons met' },
  SL5: { over: MET, under: [...CAME, minus('shortAbandoned')], other: 'short abandons out' },
  SL6: { over: MET, under: [...CAME, minus('shortAbandoned'), plus('flowedOut')], other: 'flow-outs in' },
  SL9: { over: MET, under: [...CAME, minus('shortAbandoned'), plus('waitingOverTarget')], other: 'late waits in' },
}

type Counts = Pick<TotalsView, Counted>

function terms(from: readonly TermOf[], counts: Counts, waitingOverTarget: number): Term[] {
  return from.map(({ sign, of }) => ({
    sign,
    words: WORDS[of],
    count: of === 'waitingOverTarget' ? waitingOverTarget : counts[of],
  }))
}

function sum(of: readonly Term[]): number {
  return of.reduce((total, { sign, count }) => total + sign * count, 0)
}

/** The formula's fraction over one window's counts; `waitingOverTarget` is Q_T, as of now. */
export function fraction(formula: ServiceLevelFormula, counts: Counts, waitingOverTarget: number): Fraction {
  const numerator = terms(FORMULAS[formula].over, counts, waitingOverTarget)
  const denominator = terms(FORMULAS[formula].under, counts, waitingOverTarget)
  return { numerator, denominator, met: sum(numerator), n: sum(denominator) }
}

function inWords(from: readonly TermOf[]): string {
  const joined = from.map(({ sign, of }, i) => `${i === 0 ? '' : sign < 0 ? ' − ' : ' + '}${WORDS[of]}`).join('')
  return from.length > 1 ? `(${joined})` : joined
}

/** `in target ÷ (answered + abandoned − short)` */
export function formulaWords(formula: ServiceLevelFormula): string {
  return `${inWords(FORMULAS[formula].over)} ÷ ${inWords(FORMULAS[formula].under)}`
}

/** How a queue that counts otherwise says so after its n. */
export function formulaRemark(formula: ServiceLevelFormula): string {
  return FORMULAS[formula].other
}
