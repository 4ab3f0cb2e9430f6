/** Publishing what the client would refuse to: headers in any form. */
import { once } from 'node:events'
import { connect } from 'node:net'

export interface RawMessage {
  readonly subject: string
  /** Lines between the first and the empty one. */
  readonly headers?: readonly string[]
  readonly body?: string
}

/** Resolves once the broker has it. */
export async function rawPublish(port: number, { subject, headers, body = '{}' }: RawMessage): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'data')
  const block = headers === undefined ? '' : ['NATS/1.0', ...headers, '', ''].join('\r\n')
  const sizes = [Buffer.byteLength(block), Buffer.byteLength(block + body)]
  const command = headers === undefined ? `PUB ${subject} ${sizes[1]}` : `HPUB ${subject} ${sizes.join(' ')}`
  socket.write(`CONNECT {"verbose":false,"headers":true}\r\n${command}\r\n${block}${body}\r\nPING\r\n`)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  if (!answer.toString().startsWith('PONG')) throw new Error(`the broker says ${answer.toString()}`)
}
