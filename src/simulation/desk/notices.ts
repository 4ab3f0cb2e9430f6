/** What the floor is told, one notice at a time. */
import { toInstant } from '../../core/units.ts'
import { chance, exponential, pick, uniform } from '../engine/random.ts'
import { inSeconds, numbered, secondsAfter, tellFromDesk, type Centre } from '../floor/centre.ts'
import type { StepTo } from '../floor/step.ts'

const TEXTS = [
  ['Fire drill within the hour. Finish the call you are on, then use the east stairs.', 'warning'],
  ['Card payments are slow. Take the number and promise a call back.', 'warning'],
  ['New return labels are live: no printer needed any more.', 'info'],
  ['Parcel hub at the port is closed. Deliveries run a day late.', 'critical'],
  ['Team photo in the canteen after the late lunch. Cake.', 'info'],
  ['The booking system restarts at the end of the shift.', 'info'],
] as const
const EVERY_SECONDS = 2400

export function postNotice(centre: Centre): void {
  const { random } = centre
  const [text, severity] = pick(random, TEXTS)
  const notice = `n-${centre.run}-${numbered(++centre.numbers.notice, 4)}`
  const lasts = uniform(random, 1200, 2400)
  const until = toInstant(secondsAfter(centre, lasts))
  tellFromDesk(centre, 'notice.posted', { notice, text, until, severity })
  if (chance(random, 0.4)) inSeconds(centre, uniform(random, 300, 1000), { do: 'clearNotice', notice })
  inSeconds(centre, lasts + exponential(random, EVERY_SECONDS), { do: 'postNotice' })
}

export function clearNotice(centre: Centre, { notice }: StepTo<'clearNotice'>): void {
  tellFromDesk(centre, 'notice.cleared', { notice })
}
