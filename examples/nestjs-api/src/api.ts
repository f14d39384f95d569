import { AuthModule } from '@countersign/nestjs'
import type { Ledger } from '@countersign/ledger'
import { Module, type DynamicModule } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { createOrderBook, type ListenOptions, type RunningServer } from 'example-shared'
import { AdminController } from './admin.controller.js'
import { HealthController } from './health.controller.js'
import { ORDER_BOOK } from './order-book.js'
import { OrdersController } from './orders.controller.js'
import { LEDGER, UsesController } from './uses.controller.js'
import { createOrdersVerifier } from './verifier.js'

@Module({
  controllers: [AdminController, HealthController, OrdersController],
  providers: [{ provide: ORDER_BOOK, useFactory: createOrderBook }],
})
class ApiModule {}

function usesModule(ledger: Ledger): DynamicModule {
  const providers = [{ provide: LEDGER, useValue: ledger }]
  return { module: class UsesModule {}, controllers: [UsesController], providers }
}

/** Starts the orders API, for tokens of the identity provider at `issuer`. With a ledger, it shows callers their uses. */
export async function startApi(
  options: ListenOptions & { issuer: string; ledger?: Ledger },
): Promise<RunningServer> {
  const verifier = createOrdersVerifier(options.issuer)
  const app = await NestFactory.create(
    {
      module: ApiModule,
      imports: [
        AuthModule.forRoot({ verifier, global: true }),
        ...(options.ledger ? [usesModule(options.ledger)] : []),
      ],
    },
    { logger: ['error', 'warn'], forceCloseConnections: true },
  )
  // So that no request has to wait for keys. It takes ten seconds at most, and where the provider is
  // away we start all the same: the first request asks again.
  await verifier.ready().catch(() => {
    console.warn(`Starting without keys: ${verifier.health().issuers[0]?.lastError}`)
  })
  await app.listen(options.port ?? 0, '127.0.0.1')

  return {
    url: await app.getUrl(),
    close: async () => {
      await app.close()
      verifier.close()
    },
  }
}
