/** Text that does not fit steps down (`data-fit` 1 to `steps`) before it is cut with an ellipsis. */
import type { Attachment } from 'svelte/attachments'

/** `of` is what the element's width depends on: a change measures it anew. */
export function fit(steps: number, ..._of: unknown[]): Attachment<HTMLElement> {
  return (element) => {
    const measure = () => {
      delete element.dataset['fit']
      for (let step = 1; step <= steps && element.scrollWidth > element.clientWidth; step++)
        element.dataset['fit'] = String(step)
    }
    measure()
    void document.fonts.ready.then(measure)
    const resized = new ResizeObserver(measure)
    resized.observe(element.parentElement ?? element)
    return () => resized.disconnect()
  }
}
