/** F11, F13: what a queue's settings, name and channel were at an instant. */
import type { SiteConfig } from '../../../src/core/site.ts'
import type { QueueSettingsView } from '../../../src/core/view/floorView.ts'
import { is, type Folded } from './delivery.ts'

export interface Said extends QueueSettingsView {
  name?: string
  channel?: string
}

/** The settings in force in `queue` at `at`: defaults, under the config, under each `queue.configured` by then. */
export function settingsAt(queue: string, at: number, ordered: readonly Folded[], config: SiteConfig): Said {
  const said: Record<string, unknown> = {
    answerWithinMs: 20_000,
    targetRatio: 0.8,
    shortAbandonMs: 5_000,
    serviceLevelFormula: 'SL5',
    waitPromiseMs: 60_000,
  }
  const configured = new Map(Object.entries(config.queues ?? {})).get(queue)
  tell(said, configured ?? {})
  for (const folded of ordered) {
    if (folded.late || folded.at > at || !is(folded, 'queue.configured')) continue
    if (folded.event.data.queue === queue) tell(said, folded.event.data)
  }
  return said as unknown as Said
}

const FIELDS = [
  'answerWithinMs',
  'targetRatio',
  'shortAbandonMs',
  'serviceLevelFormula',
  'waitPromiseMs',
  'name',
  'channel',
]

/** A field left out keeps its value. */
function tell(said: Record<string, unknown>, fields: object): void {
  for (const [field, value] of Object.entries(fields))
    if (FIELDS.includes(field) && value !== undefined) said[field] = value
}
