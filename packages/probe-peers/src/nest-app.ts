import type { Server } from 'node:http'
import { type CanActivate, Controller, Get, type Type, UseGuards } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { ORDERS, portOf } from './listen.js'
import type { RunningApi } from './peer-api.js'

/** A Nest application on Express with this guard in front of its route. */
export async function nestApp(guard: CanActivate | Type<CanActivate>): Promise<RunningApi> {
  @Controller('orders')
  @UseGuards(guard)
  class OrdersController {
    @Get()
    orders(): object {
      return ORDERS
    }
  }

  const root = { module: OrdersController, controllers: [OrdersController] }
  const app = await NestFactory.create(root, { logger: false, forceCloseConnections: true })
  await app.listen(0, '127.0.0.1')
  const server = app.getHttpServer() as Server
  return {
    url: `http://127.0.0.1:${portOf(server.address())}/orders`,
    close: () => app.close(),
  }
}
