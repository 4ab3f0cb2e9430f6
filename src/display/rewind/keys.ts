/** The keys of a rewound wall. */

export type Command =
  | { readonly do: 'toggle' }
  | { readonly do: 'live' }
  | { readonly do: 'nextBreach' }
  | { readonly do: 'move'; readonly byMs: number }
  | { readonly do: 'mark'; readonly step: 1 | -1 }

export interface Pressed {
  key: string
  shiftKey: boolean
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
}

const SECOND_MS = 1_000
const MINUTE_MS = 60_000

/** Undefined for keys that are not the page's own, such as the browser's shortcuts. */
export function commandOf({ key, shiftKey, ctrlKey, metaKey, altKey }: Pressed): Command | undefined {
  if (ctrlKey || metaKey || altKey) return undefined
  const stepMs = shiftKey ? MINUTE_MS : SECOND_MS
  switch (key) {
    case ' ':
      return { do: 'toggle' }
    case 'Escape':
      return { do: 'live' }
    case 'ArrowLeft':
      return { do: 'move', byMs: -stepMs }
    case 'ArrowRight':
      return { do: 'move', byMs: stepMs }
    case '[':
      return { do: 'mark', step: -1 }
    case ']':
      return { do: 'mark', step: 1 }
    case 'b':
    case 'B':
      return { do: 'nextBreach' }
    default:
      return undefined
  }
}
