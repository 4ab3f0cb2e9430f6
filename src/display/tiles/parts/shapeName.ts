/** The shapes of the look: the three levels, hollow for nothing yet, a cross for old. */
export type ShapeName = 'ok' | 'warn' | 'crit' | 'none' | 'cross'
