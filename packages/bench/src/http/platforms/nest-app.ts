import type { Server } from 'node:http'
import {
  type CanActivate,
  Controller,
  Get,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  type Type,
  UseGuards,
} from '@nestjs/common'
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core'
import type { NestGuard } from './nest-guards.js'
import { HEALTH, ORDERS } from '../routes.js'
import type { Stopwatch } from '../stopwatch.js'

/** Starts a Nest server on a platform, with this guard in front of its orders. */
export async function listenNest(
  adapter: AbstractHttpAdapter,
  guard: NestGuard,
  stopwatch?: Stopwatch,
): Promise<Server> {
  // Nest would write every refusal of a middleware to the console.
  const app = await NestFactory.create(
    moduleBehind(stopwatch ? timed(guard, stopwatch) : guard),
    adapter,
    { logger: false },
  )
  await app.listen(0, '127.0.0.1')
  return app.getHttpServer() as Server
}

/** Of what is a guard: what is middleware has run by then. */
function timed(guard: NestGuard, { start, stop }: Stopwatch): NestGuard {
  return { ...guard, guards: [passing(start), ...(guard.guards ?? []), passing(stop)] }
}

function passing(mark: () => void): CanActivate {
  return {
    canActivate() {
      mark()
      return true
    },
  }
}

/** Every guard has the same place: on the one controller that is to be protected. */
function moduleBehind({ imports = [], guards = [], middleware = [] }: NestGuard): Type {
  @Controller(ORDERS.path)
  @UseGuards(...guards)
  class OrdersController {
    @Get()
    orders(): object {
      return ORDERS.body
    }
  }

  @Controller(HEALTH.path)
  class HealthController {
    @Get()
    health(): object {
      return HEALTH.body
    }
  }

  @Module({ imports: [...imports], controllers: [OrdersController, HealthController] })
  class ServerModule implements NestModule {
    configure(consumer: MiddlewareConsumer): void {
      if (middleware.length > 0) consumer.apply(...middleware).forRoutes(OrdersController)
    }
  }
  return ServerModule
}
