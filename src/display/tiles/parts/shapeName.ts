/** The shapes of the look: the three levels, hollow for nothing yet, a cross for old, two arrows back for the past. */
export type ShapeName = 'ok' | 'warn' | 'crit' | 'none' | 'cross' | 'past'
