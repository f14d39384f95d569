import type { Verifier } from '@countersign/core'
import { Module, type Type, UseFilters, UseGuards } from '@nestjs/common'
import { AuthGuard, AuthModule, type WebSocketOptions } from '../../src/index.js'
import { isNewest, platforms, serve } from '../platforms.js'
import { SendingFilter, type Sockets } from './sockets.js'

/** What a gateway needs on Nest 11, which asks no global guard about messages. */
export function guarded(gateway: Type): void {
  if (isNewest) return
  UseGuards(AuthGuard)(gateway)
  UseFilters(SendingFilter)(gateway)
}

/** Serves gateways behind a global guard, until the test has ended. Gives the URL. */
export async function serveGateways(
  { use }: Sockets,
  verifier: Verifier,
  gateways: readonly Type[],
  webSocket: WebSocketOptions = {},
): Promise<string> {
  for (const gateway of gateways) guarded(gateway)
  @Module({
    imports: [AuthModule.forRoot({ verifier, global: true, webSocket })],
    providers: [...gateways],
  })
  class TestModule {}
  const [platform] = platforms
  if (!platform) throw new Error('there is no platform')
  const app = await platform.create(TestModule)
  use(app)
  return serve(app)
}
