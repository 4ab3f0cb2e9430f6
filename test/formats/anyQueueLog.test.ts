import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeEvent } from '../../src/core/events/decode.ts'
import { AGENT_LINES } from '../../src/formats/asterisk/agentLines.ts'
import { CONTACT_LINES } from '../../src/formats/asterisk/contactLines.ts'
import { QueueLogConverter } from '../../src/formats/asteriskQueueLog.ts'
import { cloudEvent } from '../../src/formats/cloudEvent.ts'

const EVENTS = [...CONTACT_LINES.keys(), ...AGENT_LINES.keys(), 'QUEUESTART', 'CONFIGRELOAD', 'DID']
/** Few names and seconds, so that lines meet; and some that no log should hold. */
const line = fc
  .tuple(
    fc.constantFrom('100', '101', '102', '101.5', '', '-1', '99999999999'),
    fc.constantFrom('c1', 'c2', 'NONE', '', '__proto__', 'c\u0007'),
    fc.constantFrom('SALES', 'sales', 'HELP', 'NONE', ''),
    fc.constantFrom('A1', 'Agent/2', 'Local/2@callback-agent', 'NONE', '__proto__'),
    fc.constantFrom(...EVENTS),
    fc.array(fc.constantFrom('', '1', '20', '1000', '-5', 'PAUSED', 'tea', '999999999999'), { maxLength: 6 }),
  )
  .map(([time, call, queue, agent, event, data]) => [time, call, queue, agent, event, ...data].join('|'))

test('[AQ1] whatever the lines, each has one fate and what comes out is accepted, under ids of its own', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 9, arbitrary: line }, fc.string()), { maxLength: 60 }), (lines) => {
      const converter = new QueueLogConverter()
      const outcomes = lines.map((text) => converter.convertLine(text))
      expect(outcomes.map((outcome) => outcome.line)).toEqual(lines.map((_, n) => n + 1))
      const events = outcomes.flatMap((outcome) => outcome.events)
      for (const event of events) expect(decodeEvent(cloudEvent(event))).toHaveProperty('event')
      for (const { fate, events } of outcomes) if (fate === 'converted') expect(events.length).toBeGreaterThan(0)
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    }),
    { numRuns: 300 },
  )
})
