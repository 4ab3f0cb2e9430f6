/** Whether all that was acknowledged lies in the log. */
import type { LogMessage } from './readLog.ts'
import type { Line } from './recording.ts'

const MOST_TOLD = 3

/** Lines the broker acknowledged and the log does not have, in words. */
export function whatIsMissing(acknowledged: readonly Line[], messages: readonly LogMessage[]): string[] {
  const stored = new Set(messages.map(({ subject, text }) => `${subject} ${text}`))
  const missing = acknowledged.filter(({ subject, body }) => !stored.has(`${subject} ${body}`))
  if (missing.length === 0) return []
  const examples = missing.slice(0, MOST_TOLD).map(({ body }) => body.slice(0, 120))
  return [`${missing.length} acknowledged messages are not in the log: ${examples.join(' ')}`]
}
