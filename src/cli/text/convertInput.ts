/** What `convert` reads: a file, gzip by its name's end, or standard input. */
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { pipeline, type Readable } from 'node:stream'

/** No record is longer; the rest of a longer line (a file that is no text) is dropped. */
const MAX_LINE_CHARS = 65_536

/** The input as text, chunk by chunk; bytes that are no UTF-8 read as U+FFFD. */
export async function* inputText(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  for await (const chunk of inputBytes(file)) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

/** The lines of the text without their ends; a last line without an end is one too. */
export async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of text) {
    const lines = (rest + chunk).split('\n')
    rest = (lines.pop() ?? '').slice(0, MAX_LINE_CHARS)
    yield* lines
  }
  if (rest !== '') yield rest
}

function inputBytes(file: string): AsyncIterable<Uint8Array> {
  const source: Readable = file === '-' ? process.stdin : createReadStream(file)
  if (!file.endsWith('.gz')) return source
  // Errors of either stream come out of the last one.
  return pipeline(source, createGunzip(), () => undefined)
}
