/** A wall as somebody looks at it: what it shows, and since when, to the millisecond. */
import type { Page } from 'playwright-core'

/** One change of what the page shows, at an instant of the machine's clock, ms. */
export interface Sighting {
  readonly text: string
  readonly at: number
}

export type Watched = 'waiting' | 'lost'

declare global {
  interface Window {
    sightings: Record<Watched, Sighting[]>
  }
}

/** The machine's clock as the page reads it too: monotonic since the page's, and our, beginning. */
export function instantNow(): number {
  return performance.timeOrigin + performance.now()
}

/** From here on the page notes each change of a queue's waiting figure, and when its numbers turn old. */
export async function watchWall(page: Page, queue: string): Promise<void> {
  await page.evaluate((name) => {
    const instant = () => performance.timeOrigin + performance.now()
    const looks: Record<Watched, () => string> = {
      waiting: () => {
        const rows = [...document.querySelectorAll('.row')]
        const row = rows.find((one) => one.querySelector('h3')?.textContent === name)
        return row?.querySelector('.waiting .fig')?.textContent ?? ''
      },
      lost: () => String(document.querySelector('main')?.hasAttribute('data-old') ?? false),
    }
    window.sightings = { waiting: [], lost: [] }
    const look = () => {
      for (const what of ['waiting', 'lost'] as const) {
        const text = looks[what]()
        if (window.sightings[what].at(-1)?.text !== text) window.sightings[what].push({ text, at: instant() })
      }
    }
    look()
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
      attributeFilter: ['data-old'],
    })
  }, queue)
}

/** Resolves with when it began to show this text, once that is what it shows. */
export async function seen(page: Page, what: Watched, text: string, withinMs = 20_000): Promise<number> {
  await page.waitForFunction(([of, wanted]) => window.sightings[of].at(-1)?.text === wanted, [what, text] as const, {
    timeout: withinMs,
    polling: 10,
  })
  return page.evaluate((of) => window.sightings[of].at(-1)?.at ?? 0, what)
}

/** How far the page's clock is ahead of ours, ms: of several questions the quickest is the most exact. */
export async function clockOffset(page: Page): Promise<number> {
  const asked: { tookMs: number; offset: number }[] = []
  for (let n = 0; n < 10; n++) {
    const before = instantNow()
    const there = await page.evaluate(() => performance.timeOrigin + performance.now())
    const after = instantNow()
    asked.push({ tookMs: after - before, offset: there - (before + after) / 2 })
  }
  return asked.sort((a, b) => a.tookMs - b.tookMs)[0]?.offset ?? 0
}

/** What the wall says of the age of its numbers. */
export interface Oldness {
  /** The signal's age, seconds. */
  readonly ageS: number
  readonly signal: string
  /** What looks like a number of now: nothing, on a lost wall. */
  readonly live: string[]
}

export function oldness(page: Page): Promise<Oldness> {
  return page.evaluate(() => {
    const shown = [...document.querySelectorAll<HTMLElement>('main *')].filter((one) => one.getClientRects().length > 0)
    const isHollow = (one: HTMLElement) => getComputedStyle(one).webkitTextStrokeWidth !== '0px'
    const figures = shown.filter((one) => one.matches('.fig') && !isHollow(one) && one.textContent.trim() !== '–')
    const levels = shown.filter((one) => ['ok', 'warn', 'crit'].includes(one.dataset['level'] ?? ''))
    const words = shown.filter((one) => one.children.length === 0 && /^(Live|OK|WARN|CRITICAL)/.test(one.textContent))
    const [minutes = 0, seconds = 0] = (document.querySelector('.signal .count')?.textContent ?? '')
      .split(':')
      .map(Number)
    return {
      ageS: minutes * 60 + seconds,
      signal: document.querySelector('.signal')?.textContent.replace(/\s+/g, ' ').trim() ?? '',
      live: [...figures, ...levels, ...words].map((one) => `${one.className}: ${one.textContent.trim()}`),
    }
  })
}

/** Words and figures that lie outside the screen or over each other's: nothing, on a wall that fits. */
export function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    // The wall drifts by 4 px against burn-in.
    const drift = 5
    const found: string[] = []
    const root = document.documentElement
    if (root.scrollWidth > innerWidth + drift) found.push(`the page is ${root.scrollWidth} px wide`)
    if (root.scrollHeight > innerHeight + drift) found.push(`the page is ${root.scrollHeight} px high`)

    const isShown = (one: Element) => one.checkVisibility({ visibilityProperty: true }) && one.closest('.vh') === null
    const rectOf = (one: Element) => {
      const range = document.createRange()
      range.selectNodeContents(one)
      return range.getBoundingClientRect()
    }
    const isWithin = (inner: DOMRect, outer: { left: number; top: number; right: number; bottom: number }) =>
      inner.left >= outer.left - drift &&
      inner.right <= outer.right + drift &&
      inner.top >= outer.top - drift &&
      inner.bottom <= outer.bottom + drift
    const say = (one: Element, rect: DOMRect) =>
      `${one.className} '${one.textContent.trim().slice(0, 40)}' at ${[rect.left, rect.top, rect.right, rect.bottom].map(Math.round).join(' ')}`
    const isCut = (one: Element) => getComputedStyle(one).overflow === 'hidden'

    const screen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight }
    const texts = [...document.querySelectorAll('main *')].filter(
      (one) => isShown(one) && [...one.childNodes].some((node) => node.nodeType === 3 && node.nodeValue?.trim() !== ''),
    )
    for (const one of texts) {
      const rect = isCut(one) ? one.getBoundingClientRect() : rectOf(one)
      if (rect.width > 0 && !isWithin(rect, screen)) found.push(`off the screen: ${say(one, rect)}`)
    }
    for (const row of document.querySelectorAll('.row')) {
      const figures = [...row.querySelectorAll('h3, .fig')].filter(isShown)
      const rects = figures.map((one) => (isCut(one) ? one.getBoundingClientRect() : rectOf(one)))
      rects.forEach((rect, i) => {
        const next = rects[i + 1]
        const figure = figures[i]
        if (figure && next && rect.right > next.left + 1) found.push(`over its neighbour: ${say(figure, rect)}`)
      })
    }
    // A critical figure stands on a field of its own, wider than itself.
    for (const figure of [...document.querySelectorAll('.row .fig[data-level="crit"]')].filter(isShown)) {
      const field = figure.getBoundingClientRect().right - parseFloat(getComputedStyle(figure, '::before').right)
      // Upright, the captions stand within the field, over the figure.
      const isBesides = (one: Element) => getComputedStyle(one.closest('.side') ?? one).position !== 'absolute'
      const captions = [...(figure.closest('.cell')?.querySelectorAll('.side > *') ?? [])].filter(isShown)
      for (const caption of captions.filter(isBesides)) {
        const rect = rectOf(caption)
        const isBeside = rect.bottom > figure.getBoundingClientRect().top
        if (isBeside && rect.left < field - 0.5 && rect.left > figure.getBoundingClientRect().left)
          found.push(
            `on the field of '${figure.textContent.trim()}' that ends at ${Math.round(field)}: ${say(caption, rect)}`,
          )
      }
    }
    const places = ['.signal', '.site', '.board', '.bar'].flatMap((name) => [...document.querySelectorAll(name)])
    places.forEach((one, i) => {
      const a = one.getBoundingClientRect()
      for (const other of places.slice(i + 1)) {
        const b = other.getBoundingClientRect()
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
        if (across > drift && down > drift) found.push(`${one.className} and ${other.className} overlap`)
      }
    })
    return found
  })
}
