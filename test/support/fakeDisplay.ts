/** A display's socket without a network: keeps what it was sent, and can be slow. */
import { parseServerMessage } from '../../src/protocol/codec.ts'
import { receive, type HeldView } from '../../src/protocol/heldView.ts'
import type { ServerMessage } from '../../src/protocol/messages.ts'
import type { DisplaySocket } from '../../src/server/ports.ts'

export interface FakeDisplay extends DisplaySocket {
  /** What `unsentBytes` answers. */
  unsent: number
  readonly frames: Uint8Array[]
  readonly closed: { code: number; reason: string }[]
  messages(): ServerMessage[]
  /** The messages since the last call, by type. */
  types(): string[]
  /** What a display holds after all frames. */
  held(): HeldView | undefined
}

export function fakeDisplay(): FakeDisplay {
  const frames: Uint8Array[] = []
  const closed: { code: number; reason: string }[] = []
  const read: ServerMessage[] = []
  let held: HeldView | undefined
  let told = 0

  function messages(): ServerMessage[] {
    for (const bytes of frames.slice(read.length)) {
      const message = parseServerMessage(new TextDecoder().decode(bytes))
      if (message === undefined) throw new Error('not a frame')
      if (message.type === 'snapshot' || message.type === 'delta') held = receive(held, message)
      read.push(message)
    }
    return read
  }

  return {
    unsent: 0,
    frames,
    closed,
    messages,
    types() {
      const types = messages().map((message) => message.type)
      return types.slice(told, (told = types.length))
    },
    held() {
      messages()
      return held
    },
    unsentBytes() {
      return this.unsent
    },
    send: (bytes) => void frames.push(bytes),
    close: (code, reason) => void closed.push({ code, reason }),
  }
}
