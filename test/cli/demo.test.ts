import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCallboard, startCallboard } from '../support/callboardProcess.ts'
import { freePort } from '../../src/server/feed/broker/freePort.ts'
import { until } from '../support/heard.ts'

interface Floor {
  appliedSeq: number
  queues: Record<string, unknown>
  agents: Record<string, unknown>
}

test('the demo lives: queues and agents from the start, events coming in, nothing left behind', async () => {
  const temporary = await mkdtemp(join(tmpdir(), 'callboard-test-'))
  const demo = await startCallboard({ PORT: String(await freePort()), TMPDIR: temporary }, 'demo')
  const floor = async () => (await (await fetch(`${demo.address}/api/v1/sites/main/floor`)).json()) as Floor
  await until(() => demo.stderr().includes(`The wall:   ${demo.address}/board/floor`))
  const first = await floor()
  for (let tries = 0; tries < 100 && (await floor()).appliedSeq < first.appliedSeq + 3; tries++)
    await new Promise((resolve) => setTimeout(resolve, 200))
  const later = await floor()
  expect(later.appliedSeq).toBeGreaterThanOrEqual(first.appliedSeq + 3)
  expect(Object.keys(later.queues).length).toBeGreaterThan(3)
  expect(Object.keys(later.agents).length).toBeGreaterThan(30)
  expect((await fetch(`${demo.address}/board/floor`)).status).toBe(200)
  const ended = await demo.stop()
  expect(ended).toMatchObject({ code: 0 })
  expect(ended.tookMs).toBeLessThan(5000)
  expect(await readdir(temporary)).toEqual([])
  await rm(temporary, { recursive: true })
})

test('a port that is taken is no hindrance, and said', async () => {
  const first = await startCallboard({ PORT: String(await freePort()) }, 'demo')
  const port = new URL(first.address).port
  const second = await startCallboard({ PORT: port }, 'demo')
  await until(() => second.stderr().includes(`port ${port} is taken`))
  expect(await second.stop()).toMatchObject({ code: 0 })
  expect(await first.stop()).toMatchObject({ code: 0 })
})

test('wrong settings: one line', async () => {
  const { code, stderr } = await runCallboard(['demo'], { env: { PORT: 'x' } })
  expect([code, stderr.trimEnd().split('\n').length]).toEqual([1, 1])
})
