import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type Koa from 'koa'
import { onTestFinished } from 'vitest'

/** Serves an application on loopback. */
export async function listen(app: Koa): Promise<{ url: string; close: () => Promise<void> }> {
  const handle = app.callback()
  const server = createServer((req, res) => void handle(req, res)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Serves an application until the test that asks for it has ended. */
export async function serve(app: Koa): Promise<string> {
  const { url, close } = await listen(app)
  onTestFinished(close)
  return url
}
