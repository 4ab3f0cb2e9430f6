/** A day's counts kept by hand, beside the core and knowing nothing of it: who waits, and how each wait ended. */
import type { FloorEvent } from '../../src/core/events/event.ts'

export interface DayTally {
  readonly offered: number
  readonly answered: number
  readonly abandoned: number
  readonly flowedOut: number
  readonly ticketsOpened: number
}

export class Tally {
  readonly #waiting = new Set<string>()
  #day = emptyDay()

  get day(): DayTally {
    return this.#day
  }

  startDay(): void {
    this.#day = emptyDay()
  }

  /** Events in the order of their times, each once, of a floor that keeps the rules. */
  count(event: FloorEvent): void {
    switch (event.type) {
      case 'contact.enqueued':
        return this.#wait(event.data.contact)
      case 'contact.answered':
        return this.#end(event.data.contact, 'answered')
      case 'contact.abandoned':
        return this.#end(event.data.contact, 'abandoned')
      case 'contact.flowedOut':
        this.#end(event.data.contact, 'flowedOut')
        return event.data.to === undefined ? undefined : this.#wait(event.data.contact)
      case 'contact.transferred':
        return event.data.to === undefined ? undefined : this.#wait(event.data.contact)
      case 'contact.ended':
        if (event.data.agent === undefined)
          this.#end(event.data.contact, (event.data.endedBy ?? 'customer') === 'customer' ? 'abandoned' : 'flowedOut')
        return
      case 'ticket.opened':
        this.#day.ticketsOpened += 1
        return
      default:
        return
    }
  }

  #wait(contact: string): void {
    this.#waiting.add(contact)
    this.#day.offered += 1
  }

  /** With nothing waiting it is a further leg, or nothing at all. */
  #end(contact: string, how: 'answered' | 'abandoned' | 'flowedOut'): void {
    if (this.#waiting.delete(contact)) this.#day[how] += 1
  }
}

function emptyDay() {
  return { offered: 0, answered: 0, abandoned: 0, flowedOut: 0, ticketsOpened: 0 }
}
