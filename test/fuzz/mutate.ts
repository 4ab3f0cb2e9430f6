/** Seeded damage: to the structure of a JSON text, and to bytes whatever they mean. */
import type { Chance } from '../simulation/random.ts'

type Members = Record<string, unknown>

/** Placed where a value was; as text, because JSON.stringify writes neither NaN nor a repeated key. */
const NASTY: readonly string[] = [
  ...[
    'null',
    'true',
    'false',
    '""',
    '[]',
    '{}',
    'NaN',
    'Infinity',
    '-Infinity',
    'undefined',
    '1e308',
    '1e999',
    '-1e308',
  ],
  ...[
    '-0',
    '0',
    '1',
    '-1',
    '0.5',
    '9007199254740993',
    '31622400000',
    '31622400001',
    '1e-320',
    '00',
    '0x10',
    '+1',
    '1.',
  ],
  ...['"__proto__"', '"constructor"', '"toString"', '"hasOwnProperty"', '"length"', '"7"', '"-0"', '"floor"', '"*"'],
  ...['"\\u0000"', '"a\\u009fb"', '"\\ud800"', '"\\udc00\\ud800"', '"\\u202eSELAS"', '"🙂"', '"ПРОДАЖИ"', '"\\u2028"'],
  ...['"x\\ty"', '"x\ty"', '"\\x"', '" "', '"/"', '"a.b>*"', '"\\u0085"', '"\\ufeffA"', '"ß"', '"ﬃ"', '"e\\u0301"'],
  ...['"2026-03-02T09:00:00Z"', '"2026-02-30T09:00:00Z"', '"2026-03-02T24:00:00Z"', '"2026-03-02T09:00:60Z"'],
  ...['"2026-03-02"', '"1969-12-31T23:59:59Z"', '"1970-01-01T00:00:00Z"', '"9999-12-31T23:59:59.999Z"', '"now"'],
  ...[
    '"+275760-09-13T00:00:00Z"',
    '"2026-03-02t09:00:00.123456789+05:45"',
    '"2026-03-02T09:00:00+99:99"',
    '"1772442000000"',
  ],
  ...['"available"', '"notReady"', '"offline"', '"voice"', '"SL9"', '"overflow"', '"system"', '"critical"'],
]
/** Large ones, made when wanted. */
const LARGE: readonly ((by: Chance) => string)[] = [
  (by) => JSON.stringify('x'.repeat(by.pick([127, 128, 129, 4_096, 4_097, 70_000]))),
  (by) => JSON.stringify('🙂'.repeat(by.pick([63, 64, 65]))),
  (by) => nested('[', ']', by.pick([10, 1_000, 10_000])),
  (by) => nested('{"a":', '}', by.pick([10, 1_000, 5_000]), '1'),
  (by) =>
    JSON.stringify(Array.from({ length: by.pick([2, 256, 257, 5_000]) }, (_, i) => `Q${i % by.pick([2, 9_999])}`)),
  (by) => `{${Array.from({ length: by.pick([10, 1_000]) }, (_, i) => `"k${i}":${i}`).join()}}`,
]
const KEYS = ['__proto__', 'constructor', 'toString', 'prototype', '', '0', 'contact', 'queue', 'data', 'time', 'id']

function nested(open: string, close: string, depth: number, inside = ''): string {
  return open.repeat(depth) + inside + close.repeat(depth)
}

function nasty(by: Chance): string {
  return by.often(0.06) ? by.pick(LARGE)(by) : by.pick(NASTY)
}

/** JSON text of `value` after a few changes to what it says. `others` lend their types and members. */
export function misshapen(value: object, others: readonly object[], by: Chance): string {
  const text = written(value, by, others)
  return by.often(0.04) ? by.pick(WRAPPERS)(text) : text
}

const WRAPPERS: readonly ((text: string) => string)[] = [
  (text) => `[${text}]`,
  (text) => `${text}${text}`,
  (text) => `\ufeff${text}`,
  (text) => ` \n\t${text}\r\n`,
  (text) => `${text},`,
  (text) => JSON.stringify(text),
  (text) => `/**/${text}`,
  (text) => text.replaceAll('"', "'"),
]

/** Writes the object, changing members on the way: one on the average. */
function written(value: object, by: Chance, others: readonly object[]): string {
  const members = { ...(value as Members) }
  if (by.often(0.1)) borrow(members, by.pick(others) as Members, by)
  const data = members['data']
  const changesData = typeof data === 'object' && data !== null && by.often(0.7)
  const pairs = Object.entries(members).map(([key, member]): Pair => {
    if (key === 'data' && changesData) return [key, writtenPairs(changed(pairsOf(data), by))]
    return [key, JSON.stringify(member)]
  })
  return writtenPairs(changesData ? pairs : changed(pairs, by))
}

type Pair = [key: string, text: string]

function pairsOf(value: object): Pair[] {
  return Object.entries(value).map(([key, member]) => [key, JSON.stringify(member)])
}

function writtenPairs(pairs: readonly Pair[]): string {
  return `{${pairs.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join()}}`
}

function changed(pairs: Pair[], by: Chance): Pair[] {
  for (let changes = by.pick([0, 1, 1, 1, 2, 3]); changes > 0; changes--) {
    const at = by.whole(0, Math.max(0, pairs.length - 1))
    const key = pairs[at]?.[0] ?? by.pick(KEYS)
    switch (by.whole(0, 6)) {
      case 0:
        pairs.splice(at, 1)
        break
      case 1:
        pairs.push([by.pick(KEYS), nasty(by)])
        break
      case 2:
        pairs.push([key, nasty(by)])
        break
      case 3:
        pairs.unshift([key, nasty(by)])
        break
      default:
        pairs[at] = [key, nasty(by)]
    }
  }
  return pairs
}

/** Takes on another's type, or its members. */
function borrow(members: Members, other: Members, by: Chance): void {
  const names = by.some(Object.keys(other), 1)
  for (const name of names) if (name !== 'id' && name !== 'source') members[name] = other[name]
}

/** Bytes flipped, cut off, cut out, doubled, spliced with another's. */
export function damaged(bytes: Uint8Array, other: Uint8Array, by: Chance): Uint8Array {
  const at = by.whole(0, Math.max(0, bytes.byteLength - 1))
  switch (by.whole(0, 6)) {
    case 0:
      return bytes.slice(0, at)
    case 1:
      return joined(bytes.subarray(0, at), bytes.subarray(Math.min(bytes.byteLength, at + by.whole(1, 9))))
    case 2:
      return joined(bytes.subarray(0, at), other.subarray(by.whole(0, other.byteLength)))
    case 3:
      return joined(bytes.subarray(0, at), bytes.subarray(by.whole(0, at)))
    case 4:
      return joined(bytes.subarray(0, at), noise(by), bytes.subarray(at))
    default:
      return flipped(bytes, by)
  }
}

function flipped(bytes: Uint8Array, by: Chance): Uint8Array {
  const copy = bytes.slice()
  for (let flips = by.whole(1, 4); flips > 0 && copy.byteLength > 0; flips--) {
    const at = by.whole(0, copy.byteLength - 1)
    copy[at] = by.often(0.5) ? (copy[at] ?? 0) ^ (1 << by.whole(0, 7)) : by.whole(0, 255)
  }
  return copy
}

function noise(by: Chance): Uint8Array {
  return Uint8Array.from({ length: by.whole(1, 16) }, () => by.whole(0, 255))
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return Buffer.concat(parts)
}
