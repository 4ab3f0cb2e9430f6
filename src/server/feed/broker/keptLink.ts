/** A connection made when first needed, and again when next needed after it was lost; whoever else needs it waits for it. */
import type { NatsConnection } from 'nats'
import { hangUp } from './natsConnect.ts'

export interface Linked {
  readonly connection: NatsConnection
}

export interface KeptLink<T extends Linked> {
  /** The newest there was, lost or not; undefined before the first. */
  readonly last: T | undefined
  /** @throws what `link` throws; the next need tries again */
  get(): Promise<T>
  /** The next need makes a connection anew. */
  renew(): void
  close(): Promise<void>
}

export function keptLink<T extends Linked>(link: () => Promise<T>): KeptLink<T> {
  let last: T | undefined
  let linking: Promise<T> | undefined

  async function relinked(): Promise<T> {
    linking ??= link().finally(() => (linking = undefined))
    last = await linking
    return last
  }

  return {
    get last() {
      return last
    },
    get: () => (last === undefined || last.connection.isClosed() ? relinked() : Promise.resolve(last)),
    renew: () => {
      const old = last
      last = undefined
      if (old !== undefined) void hangUp(Promise.resolve(old.connection))
    },
    close: async () => {
      const closing = linking ?? (last && Promise.resolve(last))
      if (closing !== undefined) await hangUp(closing.then(({ connection }) => connection))
    },
  }
}
