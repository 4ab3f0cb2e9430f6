/** What a server tells in its log lines of the log it has read. */

export interface Folded {
  /** From when folding could begin, a snapshot being loaded, to the last message folded, ms. Some are read by then. */
  readonly foldMs: number
  readonly messages: number
}

interface Line {
  readonly time: string
  readonly msg: string
  readonly from?: number
  readonly readUpTo?: number
}

/** Of the JSON lines of a server that has caught up. @throws Error when it has not */
export function foldedIn(lines: string): Folded {
  const told = lines.split('\n').filter((line) => line.startsWith('{'))
  const parsed = told.map((line) => JSON.parse(line) as Line)
  const begun = parsed.find(({ msg }) => msg === 'reading the log')
  const ended = parsed.find(({ msg }) => msg.startsWith('the log is read to its end'))
  if (begun === undefined || ended === undefined) throw new Error(`the server did not catch up:\n${lines}`)
  const messages = (ended.readUpTo ?? 0) - (begun.from ?? 0) + 1
  return { foldMs: Date.parse(ended.time) - Date.parse(begun.time), messages }
}
