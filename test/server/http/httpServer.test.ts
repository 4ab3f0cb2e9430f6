/** What a request may bring about, and what it may not. */
import { createReadStream } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createDoor } from '../../../src/server/http/door.ts'
import { closeServer, createHttpServer, listen } from '../../../src/server/http/httpServer.ts'

test('[SV68] a page’s file that cannot be read when it is asked for ends that connection and nothing else', async () => {
  const failures: unknown[] = []
  const server = createHttpServer({
    door: createDoor(),
    api: ({ url }, response) => {
      if (url === '/there') response.end('well')
      return Promise.resolve(url === '/there')
    },
    pages: (_request, response) => {
      response.writeHead(200, { 'content-length': 9 })
      createReadStream('/no/such/file').pipe(response)
    },
    onMalformed: () => undefined,
    onFailure: (error, { path }) => failures.push([(error as NodeJS.ErrnoException).code, path]),
  })
  await listen(server, '127.0.0.1', 0)
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    await expect(fetch(`${address}/gone.js`).then((response) => response.text())).rejects.toThrow()
    expect(failures).toEqual([['ENOENT', '/gone.js']])
    expect(await (await fetch(`${address}/there`)).text()).toBe('well')
  } finally {
    await closeServer(server, 0)
  }
})
