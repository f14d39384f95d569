import { jwksEndpoint } from '@countersign/issuer'
import { AuthModule } from '@countersign/nestjs'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import type { Handler } from 'example-shared'
import { ChargesController, ORDER_VERIFIER } from './charges.controller.js'
import { createLedger, LEDGER } from './ledger.js'
import { createBillingVerifiers, type BillingOptions } from './verifiers.js'

@Module({
  controllers: [ChargesController],
  providers: [{ provide: LEDGER, useFactory: createLedger }],
})
class BillingModule {}

/** Charges orders. It calls nobody, and so it has no credentials. */
export async function createBilling(
  options: BillingOptions,
): Promise<{ handler: Handler; close(): Promise<void> }> {
  const { access, order } = createBillingVerifiers(options)
  const app = await NestFactory.create<NestExpressApplication>(
    {
      module: BillingModule,
      imports: [AuthModule.forRoot({ verifier: access, global: true })],
      providers: [{ provide: ORDER_VERIFIER, useValue: order }],
    },
    { logger: ['error', 'warn'] },
  )
  // The key to encrypt to, for everybody. Before the guard, which nobody has a token for yet.
  app.use(jwksEndpoint(options.keys, { jwksUri: `${options.url}/jwks` }).handler)
  await app.init()
  return {
    handler: app.getHttpAdapter().getInstance() as Handler,
    close: async () => {
      await app.close()
      access.close()
      order.close()
    },
  }
}
