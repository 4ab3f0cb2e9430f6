/** Who acts at this page: typed once, kept by the browser. */
const KEY = 'callboard.name'
/** The wire's rule for names (contract 1, ids): no control characters, at most 128. */
const LONGEST = 128
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/g

/** The name as it may travel; undefined when nothing is left of it. */
export function cleanName(typed: string): string | undefined {
  const name = typed.replace(CONTROL, ' ').trim().slice(0, LONGEST).trim()
  return name === '' || name === '__proto__' ? undefined : name
}

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export function keptName(storage: Kept): string | undefined {
  try {
    return cleanName(storage.getItem(KEY) ?? '')
  } catch {
    return undefined
  }
}

/** A browser that keeps nothing (private, full) only asks again next time. */
export function keepName(storage: Kept, name: string | undefined): void {
  try {
    if (name === undefined) storage.removeItem(KEY)
    else storage.setItem(KEY, name)
  } catch {
    return
  }
}
