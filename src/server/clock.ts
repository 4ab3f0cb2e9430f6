/** The wall clock, read here and nowhere else in the server. */
import { epochMs } from '../core/units.ts'
import type { Clock } from './ports.ts'

export const systemClock: Clock = { now: () => epochMs(Date.now()) }
