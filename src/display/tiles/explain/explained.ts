/** Where a figure comes from, in words: its formula, what stands above and below the line, and from how many. */
export interface Amount {
  sign: 1 | -1
  /** A count or a time, as people read it. */
  amount: string
  words: string
}

export interface Remark {
  label: string
  value: string
  /** What stands behind it. */
  note?: string
}

export interface Explained {
  title: string
  /** Of when: `now`, `today`. */
  when: string
  value: string
  formula: string
  numerator?: Amount[]
  denominator?: Amount[]
  /** From how many, in words; absent where a figure is itself a count or a clock. */
  n?: string
  remarks?: Remark[]
}

export function plus(amount: string, words: string): Amount {
  return { sign: 1, amount, words }
}

export function minus(amount: string, words: string): Amount {
  return { sign: -1, amount, words }
}

function lineWords(line: readonly Amount[]): string {
  return line
    .map(({ sign, amount, words }, i) => `${i === 0 ? '' : sign < 0 ? ' − ' : ' + '}${amount} ${words}`)
    .join('')
}

/** The explanation in one line, for a tip; a fraction says by itself from how many. */
export function tipWords({ formula, numerator, denominator, n }: Explained): string {
  const fraction = numerator && denominator && `${lineWords(numerator)} ÷ ${lineWords(denominator)}`
  return [formula, fraction ?? n].filter((part) => part !== undefined).join(' · ')
}
