/** Lines of a stream, ended by \n or \r\n and by nothing else: JSON may hold what Unicode calls a line separator. */
import type { Readable } from 'node:stream'

export interface Line {
  /** From 1; blank lines are counted but not told. */
  readonly number: number
  readonly text: string
}

/** Longer than any event; the rest of a longer line (a file that is no text) is dropped. */
const MAX_LINE_CHARS = 131_072

/** The lines that have something on them. */
export async function* linesOf(input: Readable): AsyncGenerator<Line> {
  let number = 0
  let rest = ''
  for await (const chunk of input.setEncoding('utf8')) {
    const texts = (rest + (chunk as string)).split('\n')
    rest = (texts.pop() ?? '').slice(0, MAX_LINE_CHARS)
    for (const text of texts) {
      number += 1
      if (!isBlank(text)) yield { number, text: withoutReturn(text) }
    }
  }
  if (!isBlank(rest)) yield { number: number + 1, text: withoutReturn(rest) }
}

function isBlank(text: string): boolean {
  return text.trim() === ''
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text
}
