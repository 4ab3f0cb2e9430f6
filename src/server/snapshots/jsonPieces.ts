/** JSON text in pieces: a floor of a million events is not written in one breath. */

/** How deep a value is taken apart; what lies deeper is small. */
const DEPTH = 4
/** Lists are written in runs of so many items: about a millisecond of work. */
const RUN = 200

/** The text of `JSON.stringify(value)`, piece by piece; `value` is plain JSON data. */
export function* jsonPieces(value: unknown, depth = DEPTH): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null) yield JSON.stringify(value)
  else if (Array.isArray(value)) yield* listPieces(value)
  else yield* objectPieces(value as Readonly<Record<string, unknown>>, depth)
}

function* listPieces(list: readonly unknown[]): Generator<string> {
  if (list.length <= RUN) {
    yield JSON.stringify(list)
    return
  }
  yield '['
  for (let start = 0; start < list.length; start += RUN) {
    const run = JSON.stringify(list.slice(start, start + RUN)).slice(1, -1)
    yield start === 0 ? run : `,${run}`
  }
  yield ']'
}

function* objectPieces(object: Readonly<Record<string, unknown>>, depth: number): Generator<string> {
  yield '{'
  let comma = ''
  for (const [key, member] of Object.entries(object)) {
    if (member === undefined) continue
    yield `${comma}${JSON.stringify(key)}:`
    yield* jsonPieces(member, depth - 1)
    comma = ','
  }
  yield '}'
}
