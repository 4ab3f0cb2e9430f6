/**
 * What the pages may know of the running server. The bundle of pages has its own copies of all modules, so the
 * object travels on the request, under a symbol that both copies share.
 */
import type { IncomingMessage } from 'node:http'
import type { Instant, SiteId } from '../../core/units.ts'

export interface SiteSummary {
  site: SiteId
  /** IANA. */
  zone: string
  live: boolean
  lastEventAt?: Instant
  boards: { id: string; kind: string; name: string; href: string }[]
}

export type FloorDirectory = () => SiteSummary[]

const DIRECTORY = Symbol.for('callboard.floorDirectory')

interface Carrying {
  [DIRECTORY]?: FloorDirectory
}

export function giveDirectory(request: IncomingMessage, directory: FloorDirectory): void {
  ;(request as Carrying)[DIRECTORY] = directory
}

/** Lists nothing where no server runs, as under `vite dev`. */
export function directoryOf(request: object | undefined): FloorDirectory {
  return (request as Carrying | undefined)?.[DIRECTORY] ?? (() => [])
}
