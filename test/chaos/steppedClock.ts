/**
 * Loaded into a process before it begins, and into each of its threads: its wall clock is off by what stands in a file,
 * read anew at SIGUSR2. What measures time otherwise, timers and performance.now, goes on as it does when an operator
 * sets the clock.
 */
import { readFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const REREAD_EVERY_MS = 20
const file = process.env['CLOCK_OFFSET_FILE'] ?? ''
const now = Date.now
let offsetMs = read()
Date.now = () => now() + offsetMs
if (isMainThread) process.on('SIGUSR2', () => (offsetMs = read()))
// No signal reaches a thread.
else setInterval(() => (offsetMs = read()), REREAD_EVERY_MS).unref()

function read(): number {
  return Number(readFileSync(file, 'utf8'))
}
