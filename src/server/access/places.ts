/** How many of a kind are there at once, in all and by address. */

export interface PlaceLimits {
  readonly max: number
  /** Behind a proxy all have the proxy's address. */
  readonly maxPerAddress: number
}

export interface Places {
  readonly open: number
  /** Which ceiling one more of this address would pass. */
  fullness(address: string): 'full' | 'fullAddress' | undefined
  enter(address: string): void
  leave(address: string): void
}

export function createPlaces({ max, maxPerAddress }: PlaceLimits): Places {
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
      if (open >= max) return 'full'
      return (byAddress.get(address) ?? 0) >= maxPerAddress ? 'fullAddress' : undefined
    },
    enter: (address) => move(address, 1),
    leave: (address) => move(address, -1),
  }
}
