import { expect, test } from 'vitest'
import { decodeEvent } from '../../src/core/events/decode.ts'
import { cloudEvent } from '../../src/formats/cloudEvent.ts'
import { createOpenWork } from '../../src/simulation/closing.ts'
import { FloorLaw } from './floorLaw.ts'
import { aCentre, eventsOf } from './someEvents.ts'

test('closing names every open contact and every agent who is signed in and nothing else', () => {
  const law = new FloorLaw()
  const open = createOpenWork()
  // Long enough for some agents to lose their line in the middle of a talk.
  for (const event of eventsOf(aCentre({ agents: 58, rate: 480 }), 54)) {
    law.apply(event)
    open.note(event)
  }
  const closing = open.closing()
  const ended = closing.flatMap((event) => (event.type === 'contact.ended' ? [event.data.contact] : []))
  const offline = closing.flatMap((event) => (event.type === 'agent.state' ? [event.data.agent] : []))
  expect(law.contacts.size).toBeGreaterThan(3)
  expect(new Set(ended)).toEqual(new Set(law.contacts.keys()))
  const signedIn = [...law.agents].filter(([, { said }]) => said !== 'offline').map(([id]) => id)
  expect(new Set(offline)).toEqual(new Set(signedIn))
})

test('closing events are events, with ids of their own', () => {
  const open = createOpenWork()
  const events = [...eventsOf(aCentre(), 5)]
  for (const event of events) open.note(event)
  const closing = open.closing()
  for (const event of closing) expect(decodeEvent(cloudEvent(event))).toEqual({ event })
  expect(new Set([...events, ...closing].map(({ id }) => id)).size).toBe(events.length + closing.length)
})
