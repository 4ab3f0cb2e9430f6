/** Two leads at one escalation: real broker, real server, two real browsers' pages. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startBrowser, type RealBrowser } from '../support/browser.ts'
import { happening } from './floorLog.ts'
import { startRig, tell, until, type Rig } from './rig.ts'
import { instantNow } from './wall.ts'

const DESK = { width: 1440, height: 900 }
const HOUR_MS = 3_600_000

let rig: Rig
let browser: RealBrowser
const opened: { page: Page; complaints: string[] }[] = []

beforeAll(async () => {
  rig = await startRig()
  browser = await startBrowser()
})

afterEach(async () => {
  for (const { page, complaints } of opened.splice(0)) {
    expect(complaints).toEqual([])
    await page.context().close()
  }
})

afterAll(async () => {
  await browser?.close()
  await rig?.stop()
})

/** A page of its own context: what one lead types, the other's browser does not know. */
async function leadPage(name: string | undefined, site = 'main'): Promise<Page> {
  const made = await browser.open(`${rig.address}/lead?site=${site}`, DESK)
  opened.push(made)
  const { page } = made
  await page.waitForSelector('.cases')
  if (name !== undefined) await say(page, name)
  return page
}

async function say(page: Page, name: string): Promise<void> {
  await page.click('header .me')
  await page.fill('dialog input', name)
  await page.keyboard.press('Enter')
  await page.waitForSelector('dialog', { state: 'detached' })
}

function raised(escalation: string, reason: string) {
  return happening('escalation.raised', { escalation, reason, severity: 'critical', queue: 'SALES' })
}

async function shows(page: Page, reason: string): Promise<void> {
  await page.locator('.case', { hasText: reason }).waitFor()
  await page.locator('.case', { hasText: reason }).locator('.select').click()
}

function ownerOn(page: Page, reason: string): Promise<string> {
  return page.locator('.case', { hasText: reason }).locator('.who').innerText()
}

function outcomeOn(page: Page): Promise<string> {
  return page.locator('.outcome').innerText()
}

test('of two leads who claim at once one has it, on both screens within a second, and the other is told who', async () => {
  const tookMs: number[] = []
  const [nia, dai] = await Promise.all([leadPage('Nia'), leadPage('Dafydd')])
  for (let round = 1; round <= 5; round++) {
    const reason = `Race ${round}`
    await rig.log.publish([raised(`race-${round}`, reason)])
    await Promise.all([shows(nia, reason), shows(dai, reason)])
    const at = instantNow()
    // By turns one and the other is asked first.
    const pages = round % 2 === 0 ? [nia, dai] : [dai, nia]
    await Promise.all(pages.map((page) => page.keyboard.press('c')))
    await until(async () => {
      const owners = await Promise.all([ownerOn(nia, reason), ownerOn(dai, reason)])
      return owners.every((owner) => owner.includes('claimed after'))
    })
    tookMs.push(instantNow() - at)
    const [owner] = (await rig.floor()).escalations.flatMap(({ escalation, claimedBy }) =>
      escalation === `race-${round}` ? (claimedBy ?? []) : [],
    )
    const [winner, loser] = owner === 'Nia' ? [nia, dai] : [dai, nia]
    expect(await ownerOn(winner, reason)).toMatch(/^You/)
    expect(await ownerOn(loser, reason)).toMatch(new RegExp(`^${owner}`))
    await until(async () => (await outcomeOn(loser)).includes(`${owner} was first.`))
    await until(async () => (await outcomeOn(winner)).includes('It is yours.'))
    // Whose it is not may not let go of it, nor resolve it.
    expect(await loser.locator('.acts button').count()).toBe(0)
  }
  tell(`claim → both screens, 5 races: ${tookMs.map((ms) => `${Math.round(ms)} ms`).join(', ')}`)
  expect(Math.max(...tookMs)).toBeLessThan(1000)
})

test('a released case waits for an owner again; a resolved one is off every screen', async () => {
  const [nia, dai] = await Promise.all([leadPage('Nia'), leadPage('Dafydd')])
  const reason = 'Line down at a care home'
  await rig.log.publish([raised('release-1', reason)])
  await Promise.all([shows(nia, reason), shows(dai, reason)])
  await nia.keyboard.press('c')
  await until(async () => (await ownerOn(dai, reason)).startsWith('Nia'))
  await nia.keyboard.press('r')
  await until(async () => (await ownerOn(dai, reason)) === 'Claim')
  expect(await outcomeOn(nia)).toContain('Released.')
  await dai.locator('.acts .do').click()
  await until(async () => (await ownerOn(nia, reason)).startsWith('Dafydd'))
  await dai.keyboard.press('d')
  for (const page of [nia, dai]) await page.locator('.case', { hasText: reason }).waitFor({ state: 'detached' })
  await until(async () => (await outcomeOn(dai)).includes('Resolved.'))
})

test('who has not said who they are is asked, and then it is done', async () => {
  const page = await leadPage(undefined)
  const reason = 'Cannot verify identity'
  await rig.log.publish([raised('name-1', reason)])
  await shows(page, reason)
  await page.keyboard.press('Enter')
  await page.fill('dialog input', 'Siân Llewelyn')
  await page.keyboard.press('Enter')
  await until(async () => (await ownerOn(page, reason)).startsWith('You'))
  const [claimed] = (await rig.floor()).escalations.filter(({ escalation }) => escalation === 'name-1')
  expect(claimed?.claimedBy).toBe('Siân Llewelyn')
  await page.reload()
  await page.waitForSelector('.case')
  expect(await page.innerText('header .me')).toContain('Siân Llewelyn')
})

test('a contact that is likely over is ended', async () => {
  const site = 'ghosts'
  await rig.log.publish([happening('contact.enqueued', { contact: 'c-ghost', queue: 'SALES' }, 5 * HOUR_MS)], site)
  await until(async () => (await rig.floor(site).catch(() => undefined))?.feed.suspects.count === 1)
  const page = await leadPage('Nia', site)
  await page.getByRole('button', { name: 'End c-ghost' }).click()
  await page.getByText('Likely over').waitFor({ state: 'detached' })
  expect(await outcomeOn(page)).toContain('Ended.')
  expect((await rig.floor(site)).feed.suspects).toEqual({ count: 0, contacts: [] })
})

test('while the feed is lost nothing can be done, and the page says so', async () => {
  const page = await leadPage('Nia')
  const reason = 'Threatens legal action'
  await rig.log.publish([raised('lost-1', reason)])
  await shows(page, reason)
  rig.broker.freeze()
  await page.waitForSelector('.page[data-old]', { timeout: 10_000 })
  expect(await page.innerText('.blocked')).toMatch(/^No feed for 0:\d\d/)
  expect(await page.locator('.acts button:enabled').count()).toBe(0)
  await page.keyboard.press('c')
  rig.broker.thaw()
  await page.waitForSelector('.page:not([data-old])', { timeout: 20_000 })
  await delay(500)
  expect(await ownerOn(page, reason)).toBe('Claim')
})
