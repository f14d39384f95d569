import { Module } from '@nestjs/common'
import { WebSocketGateway } from '@nestjs/websockets'
import { describe, expect, it } from 'vitest'
import { authOf, AuthModule, OptionalAuth, UseVerifier } from '../../src/index.js'
import { createVerifier } from '@countersign/core'
import { platforms, serve } from '../platforms.js'
import { bearer, startProvider } from '../provider.js'
import { guarded } from './gateway-app.js'
import { sockets } from './sockets.js'

const { provider, verifier } = await startProvider()
const sibling = createVerifier({ issuer: provider.issuer, audience: 'https://rs.example' })

const [platform] = platforms
if (!platform) throw new Error('there is no platform')

describe.each(sockets)('what handleConnection is told on $name', (kind) => {
  it('is who it is, or nobody, by the verifier that it asks', async () => {
    const heard: unknown[] = []
    // What is thrown there ends the process, so anybody could see to that.
    const note = (read: () => unknown): void => {
      try {
        heard.push(read())
      } catch (error) {
        heard.push(String(error))
      }
    }
    @OptionalAuth()
    @WebSocketGateway()
    class Main {
      handleConnection(client: object): void {
        note(() => authOf(verifier, client, { optional: true })?.subject ?? 'nobody')
      }
    }
    @UseVerifier('sibling')
    @OptionalAuth()
    @WebSocketGateway()
    class Sibling {
      handleConnection(client: object): void {
        note(() => authOf(sibling, client, { optional: true })?.subject ?? 'nobody')
      }
    }
    for (const gateway of [Main, Sibling]) guarded(gateway)
    @Module({
      imports: [
        AuthModule.forRoot({ verifier, global: true }),
        AuthModule.forRoot({ verifier: sibling, name: 'sibling' }),
      ],
      providers: [Main, Sibling],
    })
    class TestModule {}
    const app = await platform.create(TestModule)
    kind.use(app)
    const url = await serve(app)
    await kind.connect(url)
    await expect.poll(() => heard).toEqual(['nobody', 'nobody'])
    await kind.connect(url, { headers: bearer(await provider.token()) })
    await expect.poll(() => heard.slice(2)).toEqual(['u1', 'u1'])
  })
})
