import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import Koa from 'koa'
import { afterEach, describe, expect, it } from 'vitest'
import type { Route } from '../../src/context.js'
import { koaHandler } from '../../src/http/koa-handler.js'
import { answerBelow, nodeHandler } from '../../src/http/node-handler.js'

/** Answers `/hello` with the path that it was given, and the body that the application has parsed. */
const hello: Route = async (req, res, path) => {
  if (path !== '/hello') return false
  const { body } = req as { body?: unknown }
  res.setHeader('Content-Type', 'application/json')
  res.end(JSON.stringify({ path, body }))
  return true
}

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** What Node, Express and Koa have for one. */
type Listener = (req: IncomingMessage, res: ServerResponse) => unknown

async function start(listener: Listener): Promise<string> {
  const server = createServer((req, res) => {
    listener(req, res)
  })
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function get(url: string): Promise<readonly [number, string]> {
  const response = await fetch(url)
  return [response.status, await response.text()]
}

const HELLO = [200, '{"path":"/hello"}']

describe('the handler', () => {
  it('answers what is below the path of the issuer, and 404 elsewhere', async () => {
    const url = await start(nodeHandler(answerBelow('/t1', [hello])))
    expect(await get(`${url}/t1/hello?a=b`)).toEqual(HELLO)
    for (const path of ['/hello', '/t1', '/t12/hello', '/t1//hello', '/T1/hello', '/t1/bye']) {
      expect([path, (await get(url + path))[0]]).toEqual([path, 404])
    }
  })

  it('goes on in Express, and sees the whole path below a mount', async () => {
    const app = express()
    app.use('/t1', nodeHandler(answerBelow('/t1', [hello])))
    app.use((_req, res) => {
      res.status(418).end('next')
    })
    const url = await start(app)
    expect(await get(`${url}/t1/hello`)).toEqual(HELLO)
    expect(await get(`${url}/t1/bye`)).toEqual([418, 'next'])
  })

  it('hands on a body that was parsed', async () => {
    const app = express()
    app.use(express.json(), nodeHandler(answerBelow('', [hello])))
    const url = await start(app)
    const headers = { 'Content-Type': 'application/json' }
    const response = await fetch(`${url}/hello`, { method: 'POST', headers, body: '{"a":1}' })
    expect(await response.json()).toEqual({ path: '/hello', body: { a: 1 } })
  })

  it('answers in Koa with its own status, and goes on', async () => {
    const koa = new Koa()
    koa.use(koaHandler(answerBelow('', [hello])))
    koa.use((ctx) => {
      ctx.body = 'next'
    })
    const url = await start(koa.callback())
    expect(await get(`${url}/hello`)).toEqual(HELLO)
    expect(await get(`${url}/bye`)).toEqual([200, 'next'])
  })

  it('leaves what is not its own a 404 in Koa', async () => {
    const koa = new Koa()
    koa.use(koaHandler(answerBelow('', [hello])))
    expect(await get(`${await start(koa.callback())}/bye`)).toEqual([404, 'Not Found'])
  })
})
