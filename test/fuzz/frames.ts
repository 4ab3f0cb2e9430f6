/** Damaged frames of displays: through the decoder, and over real sockets while good displays go on being served. */
import { WebSocket } from 'ws'
import { parseDisplayMessage } from '../../src/protocol/codec.ts'
import type { DisplayMessage } from '../../src/protocol/messages.ts'
import { aLiveRig, type LiveRig } from '../server/sockets/liveRig.ts'
import { chance, type Chance } from '../simulation/random.ts'
import { subscribeDisplay } from '../support/displayClient.ts'
import { until } from '../support/heard.ts'
import { damaged, misshapen } from './mutate.ts'

const GOOD: readonly DisplayMessage[] = [
  { type: 'subscribe', board: 'floor' },
  { type: 'subscribe', board: 'main/agent:A1', resume: { epoch: 'e1', revision: 1 }, as: 'Nia', token: 't' },
  { type: 'claim', escalation: 'E1' },
  { type: 'release', escalation: 'E1' },
  { type: 'resolve', escalation: 'E1' },
  { type: 'acknowledge', alert: 'X1' },
  { type: 'correct', contact: 'c1' },
]

export interface FuzzedFrames {
  readonly cases: number
  readonly understood: number
  /** Frames that were understood though they should not be, or the other way round. */
  readonly disputed: readonly string[]
}

export function fuzzFrames(cases: number, seed: number): FuzzedFrames {
  const by = chance(seed)
  const disputed: string[] = []
  let understood = 0
  for (let i = 0; i < cases; i++) {
    const text = mutantOf(by).toString()
    const parsed = parseDisplayMessage(text)
    if ('message' in parsed) understood += 1
    if ('message' in parsed !== isDisplayMessage(text) && disputed.length < 5) disputed.push(text.slice(0, 300))
  }
  return { cases, understood, disputed }
}

function mutantOf(by: Chance): Buffer {
  const good = by.pick(GOOD)
  const text = by.often(0.6) ? misshapen(good, GOOD, by) : JSON.stringify(good)
  const bytes = Buffer.from(text)
  return by.often(0.5) ? Buffer.from(damaged(bytes, Buffer.from(JSON.stringify(by.pick(GOOD))), by)) : bytes
}

/** By the contract's W1 and W5, told by hand. */
function isDisplayMessage(text: string): boolean {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return false
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { type, board, resume, as, token, escalation, alert, contact } = value as Record<string, unknown>
  switch (type) {
    case 'subscribe':
      return (
        isId(board, 256) &&
        (resume === undefined || isPosition(resume)) &&
        (as === undefined || isId(as)) &&
        (token === undefined || (typeof token === 'string' && token.length <= 8_192))
      )
    case 'claim':
    case 'release':
    case 'resolve':
      return isId(escalation)
    case 'acknowledge':
      return isId(alert)
    default:
      return type === 'correct' && isId(contact)
  }
}

function isId(value: unknown, longest = 128): boolean {
  if (typeof value !== 'string' || value.length === 0 || value.length > longest || value === '__proto__') return false
  return Array.from(value, (sign) => sign.charCodeAt(0)).every((code) => code >= 32 && (code < 127 || code >= 160))
}

function isPosition(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { epoch, revision } = value as Record<string, unknown>
  const isWhole = typeof revision === 'number' && Number.isSafeInteger(revision) && revision >= 0
  return typeof epoch === 'string' && epoch.length <= 128 && isWhole
}

export interface FuzzedSockets {
  readonly cases: number
  readonly refused: Readonly<Record<string, number>>
  /** Of the two displays that did nothing wrong: whether they were served to the end. */
  readonly served: boolean
  /** Left behind once all have gone. */
  readonly left: { readonly sockets: number; readonly displays: number }
}

const AT_ONCE = 16

export async function fuzzSockets(cases: number, seed: number): Promise<FuzzedSockets> {
  const by = chance(seed)
  const rig = await aLiveRig()
  try {
    const good = [await subscribeDisplay(rig.address, 'floor'), await subscribeDisplay(rig.address, 'lead')]
    for (let done = 0; done < cases; done += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, () => sendOne(rig, by)))
      rig.publish()
      rig.tick(4)
    }
    const last = rig.publish({ id: 'last' })
    rig.tick(4)
    await until(() =>
      good.every(({ messages }) => messages.some((one) => 'appliedSeq' in one && one.appliedSeq === last.seq)),
    )
    const held = good.map((display) => display.held?.view)
    const served = held.every((view) => view?.notices.some(({ notice }) => notice === 'last') ?? false)
    await Promise.all(good.map((display) => display.close()))
    await until(() => rig.live.status().connections === 0)
    const { connections, refused } = rig.live.status()
    return { cases, refused, served, left: { sockets: connections, displays: rig.pipeline.status().displays } }
  } finally {
    await rig.stop()
  }
}

/** Opens a socket, says a few things on it and lets it go, or breaks it off. */
function sendOne(rig: LiveRig, by: Chance): Promise<void> {
  const frames = Array.from({ length: by.whole(1, 3) }, () => mutantOf(by))
  const [binary, begins, breaksOff] = [by.often(0.1), by.often(0.3), by.often(0.3)]
  const large = by.often(0.02) ? 'x'.repeat(by.pick([16_384, 16_385, 200_000])) : undefined
  return new Promise((resolve) => {
    const socket = new WebSocket(`${rig.address.replace('http', 'ws')}/live`, ['callboard.v1'])
    socket.on('error', () => undefined)
    socket.on('close', () => resolve())
    socket.on('open', () => {
      if (begins) socket.send(JSON.stringify(GOOD[0]))
      for (const frame of frames) socket.send(frame, { binary })
      if (large !== undefined) socket.send(large)
      if (breaksOff) socket.terminate()
      else socket.close()
    })
  })
}
