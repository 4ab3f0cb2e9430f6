/** Of a process, or of how far it has read, and so not the same in another (N13). */
const EXCEPTED = ['epoch', 'revision', 'appliedSeq']
const EXCEPTED_OF_FEED = ['live', 'lagMs']

/** A floor view's text without what N13 excepts; the order of everything else stays. */
export function lasting(text: string): string {
  const view = JSON.parse(text) as Record<string, unknown> & { feed: Record<string, unknown> }
  for (const name of EXCEPTED) delete view[name]
  for (const name of EXCEPTED_OF_FEED) delete view.feed[name]
  return JSON.stringify(view)
}
