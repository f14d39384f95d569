import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { program, type Program } from '@countersign/test-servers/vitest'
import { onTestFinished } from 'vitest'

const PROGRAM = new URL('approval-process.mjs', import.meta.url)

/** An instance behind the one address that all of them have. */
export interface Instance {
  readonly program: Program
  readonly port: number
  /** Port of its API. */
  readonly api: number
}

export async function startInstance(options: object): Promise<Instance> {
  const running = program(PROGRAM, JSON.stringify(options))
  const { port, api } = (await running.next()) as { port: number; api: number }
  return { program: running, port, api }
}

/** The address that clients and owners know, with one instance at a time behind it. */
export interface Balancer {
  readonly issuer: string
  sendTo(instance: Instance): void
}

export async function startBalancer(): Promise<Balancer> {
  let port = 0
  const server = createServer((req, res) => {
    const { method, url, headers } = req
    const onward = request({ host: 'localhost', port, method, path: url, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(res)
    })
    onward.on('error', () => res.writeHead(502).end())
    req.pipe(onward)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    issuer: `http://localhost:${(server.address() as AddressInfo).port}`,
    sendTo: (instance) => {
      port = instance.port
    },
  }
}
