/** A page of an older version than its server fetches itself anew, once: a loop of reloads would show nothing. */
const KEY = 'callboard.reloaded'

/** Reloads unless this tab has already done so without seeing a board since. */
export function reloadOnce(): boolean {
  if (sessionStorage.getItem(KEY) !== null) return false
  sessionStorage.setItem(KEY, 'once')
  location.reload()
  return true
}

/** The versions agree: a later change may reload again. */
export function allowReload(): void {
  sessionStorage.removeItem(KEY)
}
