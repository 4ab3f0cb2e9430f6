/** What is wrong with the layout of a wall in a real browser: words cut off, on top of each other, or off the screen. */
import type { Page } from 'playwright-core'

/** In words, one a fault. Names are meant to end in an ellipsis where nothing else helps: those given are let be. */
export async function layoutComplaints(page: Page, mayBeCut: readonly string[] = []): Promise<string[]> {
  const found = await page.evaluate(measureWall)
  return [...new Set(found)].filter((fault) => !mayBeCut.some((text) => fault.includes(text)))
}

/** Runs in the page. */
function measureWall(): string[] {
  const wall = document.querySelector('.wall')
  if (wall === null) return ['no wall']

  interface Word {
    text: string
    left: number
    right: number
    top: number
    bottom: number
    of: Element
  }

  const isShown = (element: Element) =>
    element.closest('.vh, svg, .sparkline') === null && getComputedStyle(element).visibility !== 'hidden'

  const cut = [...wall.querySelectorAll('*')]
    .filter((element) => isShown(element) && !element.matches('.signal') && element.clientWidth > 0)
    .filter((element) => getComputedStyle(element).overflowX !== 'visible')
    .filter((element) => element.scrollWidth > element.clientWidth + 2)
    .map((element) => `cut off: "${element.textContent.trim()}"`)

  /** The letters' own box, without the air of the line, as far as it is not clipped. */
  function wordOf(node: Node): Word | undefined {
    const of = node.parentElement
    const text = node.textContent?.trim() ?? ''
    if (of === null || text === '' || !isShown(of)) return undefined
    const range = document.createRange()
    range.selectNodeContents(node)
    const box = range.getBoundingClientRect()
    if (box.width === 0) return undefined
    const middle = (box.top + box.bottom) / 2
    const half = parseFloat(getComputedStyle(of).fontSize) * 0.37
    const clip = of.closest('h3, .name, .then, .text, .staff, .basis, .why')?.getBoundingClientRect()
    const right = Math.min(box.right, clip?.right ?? Infinity)
    return { text, left: box.left, right, top: middle - half, bottom: middle + half, of }
  }

  const words: Word[] = []
  const walker = document.createTreeWalker(wall, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const word = wordOf(node)
    if (word !== undefined) words.push(word)
  }

  const off = words
    .filter(
      ({ left, right, top, bottom }) => left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1,
    )
    .map(({ text }) => `off the screen: "${text}"`)

  const meets = (a: Word, b: Word) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1
  const over = words.flatMap((a, i) =>
    words
      .slice(i + 1)
      .filter((b) => !a.of.contains(b.of) && !b.of.contains(a.of) && meets(a, b))
      .map((b) => `on top of each other: "${a.text}" and "${b.text}"`),
  )
  return [...cut, ...off, ...over]
}
