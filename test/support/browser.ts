/** A real browser, and what a wall in it has to complain of. */
import { chromium, type Browser, type Page } from 'playwright-core'

export interface Size {
  readonly width: number
  readonly height: number
}

export interface OpenedPage {
  readonly page: Page
  /** Errors of the console and of scripts, requests that failed and requests to other hosts, in words. */
  readonly complaints: string[]
}

export interface RealBrowser {
  open(address: string, size?: Size): Promise<OpenedPage>
  close(): Promise<void>
}

/** 1920 × 1080: the size the walls are drawn for. */
export const FULL_HD: Size = { width: 1920, height: 1080 }

export async function startBrowser(): Promise<RealBrowser> {
  const browser: Browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
  })
  return {
    async open(address, size = FULL_HD) {
      const page = await browser.newPage({ viewport: size })
      const complaints = listen(page, new URL(address).host)
      await page.goto(address, { waitUntil: 'load' })
      return { page, complaints }
    },
    close: () => browser.close(),
  }
}

function listen(page: Page, host: string): string[] {
  const complaints: string[] = []
  const isForeign = (url: string) => /^(https?|wss?):/.test(url) && new URL(url).host !== host
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`))
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()} ${request.failure()?.errorText}`))
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`)
  })
  page.on('request', (request) => {
    if (isForeign(request.url())) complaints.push(`other host: ${request.url()}`)
  })
  page.on('websocket', (socket) => {
    if (isForeign(socket.url())) complaints.push(`other host: ${socket.url()}`)
  })
  return complaints
}
