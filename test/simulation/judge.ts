/** Runs the steps through the core and lets the oracle judge every answer. */
import { createSite, loadSite, type Site, type SiteConfig } from '../../src/core/site.ts'
import { epochMs } from '../../src/core/units.ts'
import type { FloorView } from '../../src/core/view/floorView.ts'
import { differences, explain } from './compare.ts'
import type { Delivery } from './oracle/delivery.ts'
import { takeIn } from './oracle/intake.ts'
import { oracleView } from './oracle/oracleView.ts'
import { shrink } from './shrink.ts'
import { isQuestion, type Step } from './steps.ts'

/**
 * How a run treats the core between questions: leaves it alone, looks at it after every event (what nobody looks at is
 * folded later), or dumps it and goes on from what it dumped.
 */
export type Upkeep = 'kept' | 'watched' | 'reloaded'

/** What differs at the first question answered wrongly; undefined when core and oracle agree. */
export function firstFault(steps: readonly Step[], config: SiteConfig, upkeep: Upkeep = 'kept'): string | undefined {
  let site = createSite(config)
  const heard: Delivery[] = []
  let asked = -Infinity
  for (const [index, step] of steps.entries()) {
    if (!isQuestion(step)) {
      heard.push(step)
      site.apply(step.event, step.storedAt === undefined ? undefined : epochMs(step.storedAt))
      if (upkeep === 'watched') site.recentBreaches()
      continue
    }
    site.advanceTo(epochMs(step.askAt))
    // N14: asOf never goes back, and no folded event lies after it.
    asked = Math.max(asked, step.askAt, takeIn(heard).newest)
    const found = differences(site.floorView({ live: true, appliedSeq: 0 }), oracleView(heard, asked, config))
    if (upkeep === 'reloaded') site = reloaded(site, config)
    if (found.length > 0) return `step ${String(index)}, asOf ${new Date(asked).toISOString()}\n${explain(found)}`
  }
  return undefined
}

function reloaded(site: Site, config: SiteConfig): Site {
  return loadSite(config, JSON.parse(JSON.stringify(site.dump())) as ReturnType<Site['dump']>)
}

const SITE_GRACE = 3_600_000

/**
 * The deliveries without those that say something else under an identity already used, and unclamped: whether
 * a repeat happened after INSTANT is then the same question as whether its original did.
 */
export function withoutForgeries(deliveries: readonly Delivery[]): Delivery[] {
  const first = new Map<string, string>()
  return deliveries.flatMap(({ event }) => {
    const identity = JSON.stringify([event.source, event.id])
    const content = JSON.stringify([event.type, event.time, event.data])
    if (!first.has(identity)) first.set(identity, content)
    return first.get(identity) === content ? [{ event }] : []
  })
}

/** N15: the log folded in stream order as of an instant past, judged by the oracle. */
export function faultLookingBack(deliveries: readonly Delivery[], at: number, config: SiteConfig): string | undefined {
  const site = createSite(config)
  const heard: Delivery[] = []
  for (const delivery of deliveries) {
    const { event, storedAt } = delivery
    const time = storedAt !== undefined && event.time - storedAt > 2000 ? storedAt : event.time
    heard.push(delivery)
    const stored = storedAt === undefined ? undefined : epochMs(storedAt)
    if (time > at) site.observe(event, stored)
    else site.apply(event, stored)
    // From here on, whatever happened by `at` would be late.
    if (takeIn(heard).newest - at > SITE_GRACE) break
  }
  site.advanceTo(epochMs(at))
  const found = differences(site.floorView({ live: true, appliedSeq: 0 }), oracleView(heard, at, config))
  return found.length === 0 ? undefined : `as of ${new Date(at).toISOString()}\n${explain(found)}`
}

/** The core's final view after these deliveries. */
export function coreView(deliveries: readonly Delivery[], asOf: number, config: SiteConfig): FloorView {
  const site = createSite(config)
  for (const { event, storedAt } of deliveries)
    site.apply(event, storedAt === undefined ? undefined : epochMs(storedAt))
  site.advanceTo(epochMs(asOf))
  return site.floorView({ live: true, appliedSeq: 0 })
}

/** A failing run made small: few steps, the same kind of fault, and a fixture to paste. */
export function shrunk(steps: readonly Step[], config: SiteConfig, upkeep?: Upkeep): { steps: Step[]; report: string } {
  const faultOf = (some: readonly Step[]): string | undefined => {
    try {
      return firstFault(some, config, upkeep)
    } catch (error) {
      return `threw ${String(error)}`
    }
  }
  const kind = kindOf(faultOf(steps))
  const few = shrink(steps, (some) => kindOf(faultOf(some)) === kind)
  return { steps: few, report: `${faultOf(few) ?? 'no fault'}\n${fixture(few, config)}` }
}

/** The field of the first difference: what must stay wrong while the run shrinks. */
function kindOf(fault: string | undefined): string | undefined {
  return (
    fault
      ?.split('\n')
      .at(1)
      ?.split(': core')
      .at(0)
      ?.split('.')
      .at(-1)
      ?.replace(/\[\d+\]/, '') ?? fault
  )
}

/** The steps as source text for regressions.test.ts. */
export function fixture(steps: readonly Step[], config: SiteConfig): string {
  const lines = steps.map((step) => {
    if (isQuestion(step)) return `  ask('${new Date(step.askAt).toISOString()}'),`
    const { id, source, type, time, data } = step.event
    const stored = step.storedAt === undefined ? '' : `, '${new Date(step.storedAt).toISOString()}'`
    return `  told('${new Date(time).toISOString()}', '${type}', ${JSON.stringify(data)}, ${JSON.stringify([source, id])}${stored}),`
  })
  return `const config = ${JSON.stringify(config)}\n[\n${lines.join('\n')}\n]`
}
