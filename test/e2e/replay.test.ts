/**
 * A day of a real call centre replayed through a real broker: at several moments the running server's view is, byte for
 * byte, what `snapshot` makes of the same messages at the same instant, but for what N13 excepts.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FloorView } from '../../src/core/view/floorView.ts'
import { runCallboard, spawnCallboard } from '../support/callboardProcess.ts'
import { hasSharedData, sharedData } from '../support/sharedData.ts'
import { lasting } from './lasting.ts'
import { startRig, tell, until, type Rig } from './rig.ts'

const ZONE = 'Asia/Jerusalem'
const MAP = fileURLToPath(new URL('../fixtures/anonymousBank.map.json', import.meta.url))
/** The local day: two hours ahead of UTC in January. */
const DAY = { from: '1999-01-04T22:00:00.000Z', to: '1999-01-05T22:00:00.000Z' }
/** A day in seven seconds. */
const SPEED = 12_000
const MOMENTS = 6

let rig: Rig
let config: string

describe.skipIf(!hasSharedData)('a day of the anonymous bank', () => {
  beforeAll(async () => {
    rig = await startRig({ CALLBOARD_CLOCK: 'events' })
    config = join(rig.folder, 'config.json')
    await writeFile(config, JSON.stringify({ sites: { main: { zone: ZONE } } }))
    await rig.restartServer({ CALLBOARD_CONFIG: config })
  })

  afterAll(() => rig?.stop())

  test('at several moments while it is replayed, and after, the server shows what snapshot computes (N13)', async () => {
    const day = await convertedDay()
    const file = join(rig.folder, 'day.ndjson')
    await writeFile(file, day.join('\n'))

    const replay = spawnCallboard(['replay', file, '--speed', String(SPEED), '--nats', rig.broker.url])
    const during: string[] = []
    while (replay.isRunning()) {
      const text = await rig.floorText()
      if (appliedSeqOf(text) > appliedSeqOf(during.at(-1) ?? '{}')) during.push(text)
      await delay(211)
    }
    expect(await replay.ended()).toMatchObject({ code: 0 })
    await until(async () => appliedSeqOf(await rig.floorText()) === day.length)
    const last = await rig.floorText()

    const moments = [...spread(during, MOMENTS), last]
    expect(moments.length).toBeGreaterThan(4)
    expect(appliedSeqOf(moments[0] ?? '{}')).toBeLessThan(day.length / 4)
    const messages = (await rig.log.read('FLOOR')).map(({ body }) => Buffer.from(body).toString())
    for (const text of moments) expect(lasting(text)).toBe(lasting(await snapshotOf(messages, text)))
    const { queues } = JSON.parse(last) as FloorView
    const offered = Object.values(queues).reduce((sum, { windows }) => sum + windows.day.offered, 0)
    expect(offered).toBe(day.filter((line) => line.includes('"contact.enqueued"')).length)
    tell(
      `replay of ${day.length} events: equal bytes at ${moments.length} moments, after ` +
        `${moments.map(appliedSeqOf).join(', ')} messages; ${offered} offered`,
    )
  })
})

async function convertedDay(): Promise<string[]> {
  const month = sharedData('anonymous-bank/1999-01-january.tsv.gz')
  const converted = await runCallboard(['convert', 'contact-records', month, '--map', MAP, '--zone', ZONE])
  expect(converted).toMatchObject({ code: 0 })
  return converted.stdout.split('\n').filter((line) => {
    const [, time = ''] = /"time":"([^"]+)"/.exec(line) ?? []
    return DAY.from <= time && time < DAY.to
  })
}

/** What the command makes of as many messages as the server had read, at the server's asOf. */
async function snapshotOf(messages: readonly string[], text: string): Promise<string> {
  const { asOf } = JSON.parse(text) as FloorView
  const input = messages.slice(0, appliedSeqOf(text)).join('\n')
  const args = ['snapshot', '--events', '-', '--at', asOf, '--config', config]
  const { code, stdout, stderr } = await runCallboard(args, { input })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout
}

function appliedSeqOf(text: string): number {
  return (JSON.parse(text) as Partial<FloorView>).appliedSeq ?? 0
}

/** As many of them, as far apart as they go. */
function spread<T>(all: readonly T[], count: number): T[] {
  return all.filter((_, i) => Math.floor((i * count) / all.length) !== Math.floor(((i - 1) * count) / all.length))
}
