/**
 * Loaded into a process before it begins: its wall clock is off by what stands in a file, read anew at SIGUSR2. What
 * measures time otherwise, timers and performance.now, goes on as it does when an operator sets the clock.
 */
import { readFileSync } from 'node:fs'

const file = process.env['CLOCK_OFFSET_FILE'] ?? ''
const now = Date.now
let offsetMs = read()
Date.now = () => now() + offsetMs
process.on('SIGUSR2', () => (offsetMs = read()))

function read(): number {
  return Number(readFileSync(file, 'utf8'))
}
