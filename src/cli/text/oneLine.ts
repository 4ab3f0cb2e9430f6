/** An error as one line for whoever typed the command. */
import { messageOf } from '../../server/ports/messageOf.ts'

export function oneLine(error: unknown): string {
  return messageOf(error).replace(/\s*\n\s*/g, ' ')
}
