/** What customers say afterwards: kinder when they did not have to wait. */
import { chance, uniform, whole, type Random } from '../engine/random.ts'
import { tellFromDesk, type Centre } from '../floor/centre.ts'
import type { StepTo } from '../floor/step.ts'

const LONG_WAIT_MS = 180_000

export function survey(centre: Centre, { talk }: StepTo<'survey'>): void {
  const mood = moodOf(centre.random, talk.waitedMs)
  tellFromDesk(centre, 'survey.answered', {
    ...answers(centre.random, mood),
    contact: talk.contact.id,
    agent: talk.agent.id,
    ...(talk.queue === undefined ? {} : { queue: talk.queue.profile.id }),
  })
}

export function surveyTicket(centre: Centre, { ticket }: StepTo<'surveyTicket'>): void {
  const mood = moodOf(centre.random, ticket.reopened * LONG_WAIT_MS)
  tellFromDesk(centre, 'survey.answered', {
    ...answers(centre.random, mood),
    ticket: ticket.id,
    queue: ticket.queue.profile.id,
  })
}

/** From 0, furious, to 1. */
function moodOf(random: Random, waitedMs: number): number {
  const patience = Math.max(0, 1 - waitedMs / (2 * LONG_WAIT_MS))
  return Math.min(1, Math.max(0, 0.35 + 0.5 * patience + uniform(random, -0.4, 0.35)))
}

function answers(random: Random, mood: number): { csat?: number; nps?: number; resolved?: boolean } {
  const asked = whole(random, 1, 3)
  return {
    ...(asked !== 2 ? { csat: 1 + Math.round(4 * mood) } : {}),
    ...(asked !== 1 ? { nps: Math.round(10 * mood) } : {}),
    ...(chance(random, 0.5) ? { resolved: chance(random, mood) } : {}),
  }
}
