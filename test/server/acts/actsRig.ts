/** Acts over a real site, with a log that gives back what it is given when it is told to. */
import { createSite } from '../../../src/core/site.ts'
import { epochMs } from '../../../src/core/units.ts'
import type { AnswerMessage, ActMessage } from '../../../src/protocol/messages.ts'
import { createActs, type ActLimits, type CountedActs } from '../../../src/server/acts/acts.ts'
import { createReadBack } from '../../../src/server/acts/readBack.ts'
import type { PipelineOptions } from '../../../src/server/pipeline.ts'
import type { EventLog } from '../../../src/server/ports.ts'
import { anEvent } from '../../support/anEvent.ts'
import { fakeDisplay, type FakeDisplay } from '../../support/fakeDisplay.ts'
import { aRig, type Rig } from '../pipeline/rig.ts'

export const SOURCE = '/callboard/test'

type Entry = Parameters<EventLog['append']>[0]

export interface ActsRig {
  readonly rig: Rig
  readonly acts: CountedActs
  /** What was published, oldest first. */
  readonly published: Entry[]
  /** Why it was not stored. */
  readonly notStored: string[]
  /** The log does not acknowledge, and gives nothing back. */
  down: boolean
  /** Published events stay on their way until `deliver`. */
  slow: boolean
  deliver(): void
  /** An event of another source, `secondsAgo` before the server's now. */
  said(type: string, data: object, secondsAgo?: number, more?: { source?: string; site?: string }): void
  raise(escalation?: string): void
  act(message: ActMessage, who?: Partial<Who>): Promise<AnswerMessage>
  /** The event that was published last. */
  lastEvent(): unknown
}

export interface Who {
  by: string | undefined
  board: string
  display: FakeDisplay
}

export interface ActsRigOptions {
  limits?: Partial<ActLimits>
  pipeline?: Partial<PipelineOptions>
}

export function anActsRig({ limits = {}, pipeline = {} }: ActsRigOptions = {}): ActsRig {
  const readBack = createReadBack(SOURCE)
  const rig = aRig({ createSite, folded: (event, fold) => readBack.folded(event, fold), ...pipeline })
  const onTheWay: Entry[] = []
  let ids = 0

  function store({ subject, body }: Entry): void {
    rig.publish({ subject, body })
  }

  const acts = createActs({
    log: {
      append(entry) {
        acted.published.push(entry)
        if (acted.down) return Promise.reject(new Error('no broker'))
        if (acted.slow) onTheWay.push(entry)
        else store(entry)
        return Promise.resolve({ seq: 1, duplicate: false })
      },
    },
    pipeline: rig.pipeline,
    readBack,
    source: SOURCE,
    newId: () => `act-${++ids}`,
    clock: { now: () => epochMs(rig.now) },
    onNotStored: (reason) => void acted.notStored.push(reason),
    limits: { readBackWithinMs: 50, ...limits } as Partial<ActLimits>,
  })

  const display = fakeDisplay()
  let said = 0
  const acted: ActsRig = {
    rig,
    acts,
    published: [],
    notStored: [],
    down: false,
    slow: false,
    deliver: () => onTheWay.splice(0).forEach(store),
    said(type, data, secondsAgo = 0, { source = '/crm', site = 'main' } = {}) {
      const time = new Date(rig.now - secondsAgo * 1000).toISOString()
      const body = JSON.stringify(anEvent({ id: `s${++said}`, source, type, time, data }))
      rig.publish({ subject: `floor.${site}.${type}`, body })
    },
    raise: (escalation = 'esc-1') => acted.said('escalation.raised', { escalation, reason: 'angry' }, 60),
    act: (message, who = {}) => acts.act({ by: 'Nia', board: 'floor', display, message, ...who }),
    lastEvent: () => JSON.parse(new TextDecoder().decode(acted.published.at(-1)?.body)) as unknown,
  }
  return acted
}

/** Who has the escalation, as the board says. */
export function ownerOf({ rig }: ActsRig, escalation = 'esc-1'): string | undefined {
  const view = rig.pipeline.floorView('main')
  return view?.escalations.find((one) => one.escalation === escalation)?.claimedBy
}
