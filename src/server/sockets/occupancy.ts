/** How many connections are open, in all and by address. */
import type { LiveLimits } from './limits.ts'

export interface Occupancy {
  readonly open: number
  /** Which ceiling one more connection of this address would pass. */
  fullness(address: string): 'full' | 'fullAddress' | undefined
  enter(address: string): void
  leave(address: string): void
}

export function createOccupancy(limits: LiveLimits): Occupancy {
  const byAddress = new Map<string, number>()
  let open = 0

  function move(address: string, by: 1 | -1): void {
    open += by
    const now = (byAddress.get(address) ?? 0) + by
    if (now > 0) byAddress.set(address, now)
    else byAddress.delete(address)
  }

  return {
    get open() {
      return open
    },
    fullness(address) {
      if (open >= limits.maxDisplays) return 'full'
      return (byAddress.get(address) ?? 0) >= limits.maxDisplaysPerAddress ? 'fullAddress' : undefined
    },
    enter: (address) => move(address, 1),
    leave: (address) => move(address, -1),
  }
}
