/** The queues of the simulated centre: what comes in, how long it takes, what the house promised. */
import type { EventData } from '../../core/events/event.ts'

export type Channel = NonNullable<EventData<'contact.enqueued'>['channel']>

export interface QueueProfile {
  readonly id: string
  readonly name: string
  readonly channel: Channel
  /** Share of all arrivals, relative to the other queues. */
  readonly weight: number
  /** Mean time of one handle, talk to end of wrap-up, before it is scaled to the staffing. */
  readonly handleSeconds: number
  /** How long a customer waits on average before giving up. */
  readonly patienceSeconds: number
  /** Agents wanted over those its load needs: under 1 it is the queue that suffers first. */
  readonly cover: number
  readonly answerWithinMs: number
  readonly targetRatio?: number
  readonly serviceLevelFormula?: 'SL6' | 'SL9'
  /** Routed before others when higher. */
  readonly priority?: number
  /** Where a contact overflows to, and after how long a wait. */
  readonly overflow?: { readonly to: string; readonly afterSeconds: number }
  /** What the announcement offers to those who wait. */
  readonly offers?: readonly ('callback' | 'voicemail' | 'key')[]
}

/** Six that make the reference wall, then the rest of a large house. */
const PROFILES: readonly QueueProfile[] = [
  {
    ...voice('SUPPORT', 'Support', 59, 300, 60),
    cover: 0.93,
    offers: ['callback', 'key'],
  },
  { ...voice('BILLING', 'Billing', 44, 240, 60), cover: 0.97, overflow: { to: 'SUPPORT', afterSeconds: 240 } },
  {
    ...voice('SALES', 'Sales', 73, 270, 20),
    cover: 1.08,
    patienceSeconds: 140,
    overflow: { to: 'SUPPORT', afterSeconds: 120 },
  },
  { ...voice('RETURNS', 'Returns', 22, 300, 90), offers: ['voicemail', 'callback'] },
  {
    ...voice('VIP', 'VIP', 14, 210, 10),
    targetRatio: 0.9,
    priority: 10,
    cover: 1.5,
    overflow: { to: 'SALES', afterSeconds: 30 },
  },
  { ...voice('CHAT', 'Chat', 36, 540, 120), channel: 'chat', patienceSeconds: 300 },
  { ...voice('CALLBACKS', 'Callbacks', 6, 240, 300), channel: 'callback', patienceSeconds: 3600 },
  { ...voice('TECHNICAL', 'Technical', 34, 480, 120), offers: ['callback'] },
  { ...voice('ORDERS', 'Orders', 40, 210, 30), overflow: { to: 'SALES', afterSeconds: 90 } },
  { ...voice('DELIVERIES', 'Deliveries', 38, 180, 60), offers: ['key', 'voicemail'] },
  { ...voice('SOCIAL', 'Social', 18, 420, 300), channel: 'social', patienceSeconds: 1200 },
  { ...voice('COMPLAINTS', 'Complaints', 12, 540, 60), serviceLevelFormula: 'SL6' },
  { ...voice('RETENTION', 'Retention', 14, 420, 20), priority: 5 },
  { ...voice('PAYMENTS', 'Payments', 26, 200, 45), overflow: { to: 'BILLING', afterSeconds: 120 } },
  { ...voice('BOOKINGS', 'Bookings', 24, 260, 30) },
  { ...voice('WARRANTY', 'Warranty', 12, 330, 90), offers: ['voicemail'] },
  { ...voice('PARTNERS', 'Partners', 9, 300, 30), targetRatio: 0.85, serviceLevelFormula: 'SL9' },
  { ...voice('CLAIMS', 'Claims', 14, 450, 90) },
  { ...voice('ONBOARDING', 'Onboarding', 10, 420, 60) },
  { ...voice('LIVECHAT', 'Sales chat', 20, 480, 60), channel: 'chat', patienceSeconds: 240 },
]

/** The first `count` queues; past the last one they begin again, numbered. */
export function queueProfiles(count: number): readonly QueueProfile[] {
  const profiles = Array.from({ length: count }, (_, at) => profileAt(at))
  const ids = new Set(profiles.map((profile) => profile.id))
  return profiles.map(({ overflow, ...profile }) =>
    overflow !== undefined && ids.has(overflow.to) ? { ...profile, overflow } : profile,
  )
}

function profileAt(at: number): QueueProfile {
  const profile = PROFILES[at % PROFILES.length]
  if (profile === undefined) throw new Error('no queue profiles')
  const round = Math.floor(at / PROFILES.length) + 1
  return round === 1 ? profile : { ...profile, id: `${profile.id}-${round}`, name: `${profile.name} ${round}` }
}

function voice(id: string, name: string, weight: number, handleSeconds: number, answerWithin: number): QueueProfile {
  return {
    id,
    name,
    channel: 'voice',
    weight,
    handleSeconds,
    patienceSeconds: 210,
    cover: 1,
    answerWithinMs: answerWithin * 1000,
  }
}
