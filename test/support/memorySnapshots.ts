/** A snapshot store that forgets when the test ends. */
import type { SnapshotStore } from '../../src/server/ports.ts'

export interface MemorySnapshots extends SnapshotStore {
  readonly kept: Map<string, { head: string | undefined; content: Uint8Array }>
}

export function memorySnapshots(): MemorySnapshots {
  const kept: MemorySnapshots['kept'] = new Map()
  return {
    kept,
    list: () => Promise.resolve([...kept].map(([name, { head }]) => ({ name, head }))),
    read(name) {
      const found = kept.get(name)
      return found === undefined ? Promise.reject(new Error(`no ${name}`)) : Promise.resolve(found.content)
    },
    write({ name, head, content }) {
      kept.set(name, { head, content })
      return Promise.resolve()
    },
    remove(name) {
      kept.delete(name)
      return Promise.resolve()
    },
  }
}
