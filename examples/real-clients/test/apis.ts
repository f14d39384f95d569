import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Verifier } from '@countersign/core'
import * as forExpress from '@countersign/express'
import * as forKoa from '@countersign/koa'
import { Auth, AuthModule, RequireScopes } from '@countersign/nestjs'
import type { Authentication } from '@countersign/core'
import { Controller, type DynamicModule, Get, type INestApplication } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { ExpressAdapter } from '@nestjs/platform-express'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import express from 'express'
import Koa from 'koa'

export interface RunningApi {
  readonly url: string
  close(): Promise<void>
}

/** Starts an API on one framework that answers `GET /orders` with who asked. */
export type StartApi = (verifier: Verifier) => Promise<RunningApi>

const whoAsked = ({ clientId, scheme, binding }: Authentication): object => ({
  clientId,
  scheme,
  bound: binding?.jkt !== undefined,
})

const onExpress: StartApi = (verifier) => {
  const app = express()
  app.use(forExpress.authenticate(verifier))
  app.get('/orders', forExpress.requireScopes('orders:read'), (req, res) => {
    res.json(whoAsked(forExpress.authOf(verifier, req)))
  })
  return listen(app)
}

const onKoa: StartApi = (verifier) => {
  const app = new Koa()
  const api = app.use(forKoa.authenticate(verifier)).use(forKoa.requireScopes('orders:read'))
  api.use((ctx) => {
    ctx.body = whoAsked(ctx.state.auth)
  })
  return listen(app)
}

@Controller('orders')
class OrdersController {
  @Get()
  @RequireScopes('orders:read')
  list(@Auth() auth: Authentication): object {
    return whoAsked(auth)
  }
}

const onNest =
  (create: (module: DynamicModule) => Promise<INestApplication>): StartApi =>
  async (verifier) => {
    const app = await create({
      ...AuthModule.forRoot({ verifier, global: true }),
      controllers: [OrdersController],
    })
    await app.listen(0, '127.0.0.1')
    return { url: await app.getUrl(), close: () => app.close() }
  }

const quiet = { logger: false, forceCloseConnections: true } as const

export const APIS: Readonly<Record<string, StartApi>> = {
  Express: onExpress,
  Koa: onKoa,
  'Nest on Express': onNest((module) => NestFactory.create(module, new ExpressAdapter(), quiet)),
  'Nest on Fastify': onNest((module) => NestFactory.create(module, new FastifyAdapter(), quiet)),
}

async function listen(app: { listen(port: number, host: string): Server }): Promise<RunningApi> {
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
