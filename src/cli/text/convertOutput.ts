/** What `convert` prints: events as NDJSON on standard output, bad lines and the sum on standard error. */
import { pipeline } from 'node:stream/promises'
import { cloudEvent } from '../../formats/cloudEvent.ts'
import type { FloorEvent } from '../../core/events/event.ts'
import type { Outcome } from '../../formats/outcome.ts'

/** Counts what became of the lines, and tells of the bad ones as they come. */
export class Tally {
  #lines = 0
  #converted = 0
  #events = 0
  #bad = 0
  readonly #ignored = new Map<string, number>()

  count(outcome: Outcome): void {
    this.#lines += 1
    this.#events += outcome.events.length
    if (outcome.fate === 'converted') this.#converted += 1
    else if (outcome.fate === 'ignored') this.#ignored.set(outcome.reason, (this.#ignored.get(outcome.reason) ?? 0) + 1)
    else {
      this.#bad += 1
      process.stderr.write(`line ${outcome.line}: ${outcome.reason}\n`)
    }
  }

  /** One line in which the numbers add up: lines = converted + ignored + bad. */
  summary(): string {
    const ignored = [...this.#ignored.values()].reduce((sum, n) => sum + n, 0)
    const reasons = [...this.#ignored].map(([reason, n]) => `${reason} ${n}`).join(', ')
    return (
      `${this.#lines} lines: ${this.#converted} converted to ${this.#events} events, ` +
      `${ignored} ignored${reasons === '' ? '' : ` (${reasons})`}, ${this.#bad} bad`
    )
  }

  /** Whether any line was understood; a blank line or a header says nothing. */
  get anyGood(): boolean {
    const empty = (this.#ignored.get('blank') ?? 0) + (this.#ignored.get('header') ?? 0)
    return this.#lines > this.#bad + empty
  }
}

/** Prints events as fast as they are read; a reader who has had enough (`| head`) ends it quietly. */
export async function printEvents(events: Iterable<FloorEvent> | AsyncIterable<FloorEvent>): Promise<void> {
  try {
    await pipeline(events, ndjson, process.stdout, { end: false })
  } catch (error) {
    if (!isClosedPipe(error)) throw error
  }
}

async function* ndjson(events: Iterable<FloorEvent> | AsyncIterable<FloorEvent>): AsyncGenerator<string> {
  for await (const event of events) yield `${JSON.stringify(cloudEvent(event))}\n`
}

function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}
