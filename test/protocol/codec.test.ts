import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  encodeDelta,
  encodeMessage,
  encodeSnapshot,
  parseDisplayMessage,
  parseServerMessage,
} from '../../src/protocol/codec.ts'
import { clientExamples, serverExamples } from './examples.ts'

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

describe('what a server says', () => {
  test.each(Object.entries(serverExamples))('[PR2] %s comes back as it was', (_name, message) => {
    expect(parseServerMessage(text(encodeMessage(message)))).toEqual(message)
  })

  test('[PR16] a snapshot around text is the snapshot', () => {
    const { view, ...frame } = serverExamples.snapshot
    expect(text(encodeSnapshot(frame, JSON.stringify(view)))).toBe(text(encodeMessage(serverExamples.snapshot)))
  })

  test('[PR16] a delta around text is the delta', () => {
    const { patch, ...frame } = serverExamples.delta
    expect(text(encodeDelta(frame, JSON.stringify(patch)))).toBe(text(encodeMessage(serverExamples.delta)))
  })

  test.each(['{"type":"applause"}', '[]', 'null', '', '{"type":', '{"type":{"toString":1}}', '"snapshot"'])(
    '[PR5] %s is no frame a display knows',
    (frame) => {
      expect(parseServerMessage(frame)).toBeUndefined()
    },
  )
})

describe('what a display says', () => {
  test.each(Object.entries(clientExamples))('[PR2] %s comes back as it was', (_name, message) => {
    expect(parseDisplayMessage(text(encodeMessage(message)))).toEqual({ message })
  })

  test.each([
    ['', 'notJson'],
    ['{', 'notJson'],
    ['[]', 'notAnObject'],
    ['null', 'notAnObject'],
    ['7', 'notAnObject'],
    ['{}', 'unknownType'],
    ['{"type":"delete"}', 'unknownType'],
    ['{"type":["subscribe"]}', 'unknownType'],
    ['{"type":"subscribe"}', 'bad board'],
    ['{"type":"subscribe","board":7}', 'bad board'],
    ['{"type":"subscribe","board":"a\\nb"}', 'bad board'],
    [`{"type":"subscribe","board":"${'x'.repeat(257)}"}`, 'bad board'],
    ['{"type":"subscribe","board":"floor","resume":7}', 'bad resume'],
    ['{"type":"subscribe","board":"floor","resume":null}', 'bad resume'],
    ['{"type":"subscribe","board":"floor","resume":{"epoch":"e"}}', 'bad resume'],
    ['{"type":"subscribe","board":"floor","resume":{"epoch":"e","revision":-1}}', 'bad resume'],
    ['{"type":"subscribe","board":"floor","resume":{"epoch":"e","revision":1e300}}', 'bad resume'],
    ['{"type":"subscribe","board":"floor","as":""}', 'bad as'],
    ['{"type":"subscribe","board":"floor","as":"__proto__"}', 'bad as'],
    ['{"type":"subscribe","board":"floor","token":{}}', 'bad token'],
    ['{"type":"claim"}', 'bad escalation'],
    [`{"type":"claim","escalation":"${'x'.repeat(129)}"}`, 'bad escalation'],
    ['{"type":"acknowledge","escalation":"e"}', 'bad alert'],
    ['{"type":"correct","escalation":"e"}', 'bad contact'],
  ])('[PR3] [PR4] %s: %s', (frame, mistake) => {
    expect(parseDisplayMessage(frame)).toEqual({ mistake })
  })

  test('[PR4] ids of 128 and boards of 256 characters are within the limits', () => {
    const board = `${'s'.repeat(64)}/agent:${'x'.repeat(185)}`
    expect(parseDisplayMessage(JSON.stringify({ type: 'subscribe', board }))).toEqual({
      message: { type: 'subscribe', board },
    })
    const escalation = 'é'.repeat(128)
    expect(parseDisplayMessage(JSON.stringify({ type: 'claim', escalation }))).toEqual({
      message: { type: 'claim', escalation },
    })
  })

  test('[PR18] correct names a contact, and nothing else', () => {
    expect(parseDisplayMessage('{"type":"correct","contact":"c-1","escalation":"e","agent":"A1"}')).toEqual({
      message: { type: 'correct', contact: 'c-1' },
    })
  })

  test('[PR18] a refusal names the owner', () => {
    const refusal = serverExamples.refusedToTheSlower
    expect(parseServerMessage(text(encodeMessage(refusal)))).toMatchObject({ reason: 'owned', owner: 'Nia' })
  })

  test('[PR3] members nobody knows are left out', () => {
    expect(parseDisplayMessage('{"type":"claim","escalation":"e","by":"x","__proto__":{"a":1}}')).toEqual({
      message: { type: 'claim', escalation: 'e' },
    })
  })

  test('[PR3] parsing never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), subscribeLike()), (frame) => {
        const parsed = parseDisplayMessage(frame)
        return 'message' in parsed || parsed.mistake.length > 0
      }),
    )
  })
})

function subscribeLike(): fc.Arbitrary<string> {
  const type = fc.constantFrom('subscribe', 'claim', 'acknowledge')
  const any = fc.anything()
  const frame = fc.record({ type, board: any, resume: any, as: any, token: any, escalation: any, alert: any })
  return frame.map((value) => fc.stringify(value).replaceAll(/\bundefined\b/g, 'null'))
}
