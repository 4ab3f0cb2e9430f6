/** The person who acts at this page: asked for their name when an act needs it, which then goes on by itself. */
import { Acts } from '../../link/acts.svelte.ts'
import type { Act } from '../../link/acts.ts'
import type { BoardLink } from '../../link/boardLink.svelte.ts'
import { keepName, keptName } from './leadName.ts'

export class Lead {
  name = $state<string>()
  isAsked = $state(false)
  readonly acts: Acts
  readonly #link: () => BoardLink
  /** What waits for a name. */
  #wanted = $state.raw<Act>()

  constructor(link: () => BoardLink) {
    this.#link = link
    this.acts = new Acts((act) => link().send(act))
  }

  get isActWaiting(): boolean {
    return this.#wanted !== undefined
  }

  /** Who acted here last time. */
  remember(): void {
    this.name = keptName(localStorage)
    this.#link().actAs(this.name)
  }

  ask(): void {
    this.isAsked = true
  }

  carryOut(act: Act): void {
    if (this.name !== undefined) return this.acts.carryOut(act)
    this.#wanted = act
    this.ask()
  }

  /** The answer to who acts here; undefined: none was given, and what waited is dropped. */
  named(name: string | undefined): void {
    this.isAsked = false
    const act = this.#wanted
    this.#wanted = undefined
    if (name === undefined) return
    if (name !== this.name) this.#link().actAs(name)
    this.name = name
    keepName(localStorage, name)
    if (act !== undefined) this.acts.carryOut(act)
  }
}
