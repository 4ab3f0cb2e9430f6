/** Whether a floor view is what `snapshot` makes of the log's first messages (N13). */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runSnapshot } from '../../src/cli/run/runSnapshot.ts'
import type { FloorView } from '../../src/core/view/floorView.ts'
import { epochMs } from '../../src/core/units.ts'
import { lasting } from '../e2e/lasting.ts'
import { runCallboard } from '../support/callboardProcess.ts'
import { firstDifference } from './firstDifference.ts'
import type { LogMessage } from './readLog.ts'

/** A floor view as the server gave it. */
export interface Sighting {
  readonly site: string
  readonly text: string
  /** When in the run, and what had just been done, in words. */
  readonly moment: string
}

export interface Audit {
  readonly messages: readonly LogMessage[]
  /** `wall`: lines carry their `streamtime`. */
  readonly clockMode: 'wall' | 'events'
  /** For the files that `snapshot` reads. */
  readonly folder: string
  /** Runs the command instead of what is behind it. */
  readonly byCommand?: boolean
}

/** The first difference; undefined when they are the same bytes but for what N13 excepts. */
export async function differenceFromLog({ site, text, moment }: Sighting, audit: Audit): Promise<string | undefined> {
  const view = JSON.parse(text) as FloorView
  const events = join(audit.folder, `${site}.ndjson`)
  await writeFile(events, linesUpTo(view.appliedSeq ?? 0, site, audit))
  const expected = await (audit.byCommand === true ? commandSnapshot : snapshotText)(events, view.asOf, site)
  const [one, other] = [lasting(text), lasting(expected)]
  if (one === other) return undefined
  const where = firstDifference(JSON.parse(one), JSON.parse(other)) ?? 'the same values, in another order'
  return `${site} at ${view.appliedSeq} (${moment}): ${where}`
}

/** What a site's fold has read, one line a message. */
function linesUpTo(seq: number, site: string, { messages, clockMode }: Audit): string {
  const own = messages.filter((message) => message.seq <= seq && message.subject.startsWith(`floor.${site}.`))
  return own.map((message) => `${clockMode === 'wall' ? withStreamTime(message) : message.text}\n`).join('')
}

/** The extension attribute `streamtime`; a line that is no object stays damaged as it is. */
function withStreamTime({ text, storedAt }: LogMessage): string {
  const streamtime = new Date(storedAt).toISOString()
  return text.startsWith('{"') ? `{"streamtime":"${streamtime}",${text.slice(1)}` : text
}

async function snapshotText(events: string, asOf: string, site: string): Promise<string> {
  return JSON.stringify(await runSnapshot({ events, at: epochMs(Date.parse(asOf)), site }))
}

async function commandSnapshot(events: string, asOf: string, site: string): Promise<string> {
  const { code, stdout, stderr } = await runCallboard(['snapshot', '--events', events, '--at', asOf, '--site', site])
  if (code !== 0) throw new Error(`snapshot ended with ${code}: ${stderr}`)
  return stdout.trimEnd()
}
