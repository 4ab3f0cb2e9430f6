/** The keys of the lead page. */
export type Command = 'next' | 'previous' | 'claim' | 'release' | 'resolve' | 'help'

export const KEYS: readonly { keys: readonly string[]; words: string }[] = [
  { keys: ['↑', '↓'], words: 'previous, next' },
  { keys: ['C'], words: 'claim' },
  { keys: ['R'], words: 'release' },
  { keys: ['D'], words: 'resolve' },
  { keys: ['?'], words: 'help' },
]

const COMMANDS: Record<string, Command> = {
  ArrowDown: 'next',
  j: 'next',
  ArrowUp: 'previous',
  k: 'previous',
  Enter: 'claim',
  c: 'claim',
  r: 'release',
  d: 'resolve',
  '?': 'help',
}

export interface Pressed {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
}

/** Undefined for keys that are not the page's own, such as the browser's shortcuts. */
export function commandOf({ key, ctrlKey, metaKey, altKey }: Pressed): Command | undefined {
  if (ctrlKey || metaKey || altKey) return undefined
  const name = key.length === 1 ? key.toLowerCase() : key
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
}
