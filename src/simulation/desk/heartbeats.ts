/** Each source says every five seconds that it lives. */
import { plan, tellFrom, type Centre } from '../floor/centre.ts'
import type { StepTo } from '../floor/step.ts'

export const HEARTBEAT_MS = 5000

export function beat(centre: Centre, { source }: StepTo<'beat'>): void {
  tellFrom(centre, source, 'source.heartbeat', { intervalMs: HEARTBEAT_MS })
  plan(centre, HEARTBEAT_MS, { do: 'beat', source })
}
