/** The customer is parked and fetched again. */
import { tell, type Centre } from './centre.ts'
import type { StepTo } from './step.ts'

export function hold(centre: Centre, { talk }: StepTo<'hold'>): void {
  if (talk.over || talk.held) return
  talk.held = true
  tell(centre, 'contact.held', { contact: talk.contact.id, agent: talk.agent.id })
}

export function retrieve(centre: Centre, { talk }: StepTo<'retrieve'>): void {
  if (talk.over || !talk.held) return
  talk.held = false
  tell(centre, 'contact.retrieved', { contact: talk.contact.id, agent: talk.agent.id })
}
