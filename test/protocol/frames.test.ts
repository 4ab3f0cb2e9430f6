/**
 * The wire is pinned: when a frame's form changes, this fails until the version moves (or, for a member that was
 * only added, until the frozen file says so). `UPDATE_FRAMES=1` writes the file of the present version.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { encodeMessage } from '../../src/protocol/codec.ts'
import { PROTOCOL_VERSION, SUBPROTOCOL } from '../../src/protocol/version.ts'
import { clientExamples, serverExamples } from './examples.ts'

const frozenFile = new URL(`../fixtures/frames/callboard.v${PROTOCOL_VERSION}.json`, import.meta.url)

function encodedExamples(): Record<string, string> {
  const examples = Object.entries({ ...serverExamples, ...clientExamples })
  return Object.fromEntries(examples.map(([name, example]) => [name, new TextDecoder().decode(encodeMessage(example))]))
}

test('[PR1] every frame is encoded as this version froze it', () => {
  if (process.env['UPDATE_FRAMES'] === '1') {
    writeFileSync(frozenFile, `${JSON.stringify(encodedExamples(), null, 2)}\n`)
  }
  expect(encodedExamples()).toEqual(JSON.parse(readFileSync(frozenFile, 'utf8')))
})

test('[PR1] the subprotocol names the version', () => {
  expect(SUBPROTOCOL).toBe(`callboard.v${PROTOCOL_VERSION}`)
})
