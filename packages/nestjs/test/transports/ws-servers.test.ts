import { ConfigError } from '@countersign/core'
import {
  type ArgumentsHost,
  Catch,
  type INestApplication,
  Injectable,
  Module,
  type Type,
  UseFilters,
  UseGuards,
} from '@nestjs/common'
import { AbstractWsAdapter, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets'
import { describe, expect, it, onTestFinished } from 'vitest'
import { AuthGuard, AuthModule, Public, RequireScopes, VERIFIER } from '../../src/index.js'
import { isNewest, platforms, serve } from '../platforms.js'
import { bearer, startProvider } from '../provider.js'
import { serveGateways } from './gateway-app.js'
import { NotConnected, type Said, sockets } from './sockets.js'

const { provider, verifier } = await startProvider()

const [ws, socketIo] = sockets
const [platform] = platforms
if (!ws || !socketIo || !platform) throw new Error('something is missing')

const said: Said = { event: 'reply', data: 'in' }

function moduleOf(gateway: Type, global: boolean): Type {
  @Module({ imports: [AuthModule.forRoot({ verifier, global })], providers: [gateway] })
  class TestModule {}
  return TestModule
}

/** Tells plain WebSockets of anything, which Nest 11 does not. */
@Catch()
class TellingFilter {
  catch(_exception: unknown, host: ArgumentsHost): void {
    const client = host.switchToWs().getClient<{ send(data: unknown): void; emit: SendEvent }>()
    if ('handshake' in client) client.emit('exception', {})
    else client.send(JSON.stringify({ event: 'exception' }))
  }
}

type SendEvent = (event: string, data: object) => void

/** Without listening: what is wrong with gateways shows when the application starts. */
async function init(app: INestApplication): Promise<unknown> {
  onTestFinished(() => app.close())
  return app.init()
}

describe('gateways', () => {
  it.skipIf(isNewest)('do not start on Nest 11 where only a global guard is there', async () => {
    @WebSocketGateway()
    class Chat {
      @SubscribeMessage('who')
      who(): Said {
        return said
      }
    }
    const app = await platform.create(moduleOf(Chat, true))
    socketIo.use(app)
    await expect(init(app)).rejects.toThrow(/"AuthGuard" is not asked about the messages of Chat/)

    @Public()
    @WebSocketGateway()
    class Open extends Chat {}
    const open = await platform.create(moduleOf(Open, true))
    socketIo.use(open)
    await expect(init(open)).resolves.toBeDefined()
  })

  it('do not start on an adapter whose clients nobody could ask for a token', async () => {
    @UseGuards(AuthGuard)
    @WebSocketGateway()
    class Chat {}
    class Unknown extends AbstractWsAdapter {
      override create(): object {
        return { on: (): void => {}, close: (done: () => void): void => done() }
      }
      override bindMessageHandlers(): void {}
    }
    const app = await platform.create(moduleOf(Chat, false))
    app.useWebSocketAdapter(new Unknown(app))
    await expect(init(app)).rejects.toThrow(ConfigError)

    @Public()
    @UseGuards(AuthGuard)
    @WebSocketGateway()
    class Open {}
    const open = await platform.create(moduleOf(Open, false))
    open.useWebSocketAdapter(new Unknown(open))
    await expect(init(open)).resolves.toBeDefined()
  })

  it('answer as a guard says that was extended', async () => {
    @Injectable()
    class Strict extends AuthGuard {
      override canActivate(): boolean {
        return false
      }
    }
    @UseGuards(Strict)
    @WebSocketGateway()
    class Chat {}
    for (const kind of sockets) {
      const app = await platform.create(moduleOf(Chat, false))
      kind.use(app)
      const refused = kind.connect(await serve(app))
      await expect(refused).rejects.toMatchObject({ status: kind === ws ? 403 : undefined })
    }
  })

  it('are guarded where their class says so and the module is not global', async () => {
    @UseGuards(AuthGuard)
    @WebSocketGateway()
    class Chat {
      @SubscribeMessage('who')
      who(): Said {
        return said
      }
    }
    for (const kind of sockets) {
      const app = await platform.create(moduleOf(Chat, false))
      kind.use(app)
      const url = await serve(app)
      await expect(kind.connect(url)).rejects.toThrow(NotConnected)
      const client = await kind.connect(url, { headers: bearer(await provider.token()) })
      expect(await client.ask('who')).toEqual(said)
    }
  })

  it('refuse each message of a connection that nobody has seen begin', async () => {
    let reached = 0
    @UseGuards(AuthGuard)
    @UseFilters(TellingFilter)
    @WebSocketGateway()
    class Chat {
      @SubscribeMessage('who')
      who(): Said {
        reached += 1
        return said
      }
    }
    @Module({ providers: [Chat, { provide: VERIFIER, useValue: verifier }] })
    class WithoutAuthModule {}
    for (const kind of sockets) {
      const app = await platform.create(WithoutAuthModule)
      kind.use(app)
      const url = await serve(app)
      const client = await kind.connect(url)
      const bad = await kind.connect(url, { headers: bearer('x.y.z') })
      for (const one of [client, bad]) {
        expect(await one.ask('who')).toMatchObject({ event: 'exception' })
      }
      // That of socket.io knows the request it began with.
      if (kind === ws) continue
      const good = await kind.connect(url, { headers: bearer(await provider.token()) })
      expect(await good.ask('who')).toEqual(said)
    }
    expect(reached).toBe(1)
  })

  it('have a policy without a guard fail, whoever sends the message', async () => {
    let reached = 0
    @WebSocketGateway()
    class Chat {
      @RequireScopes('read')
      @SubscribeMessage('who')
      who(): Said {
        reached += 1
        return said
      }
    }
    const app = await platform.create(moduleOf(Chat, false))
    socketIo.use(app)
    const url = await serve(app)
    const client = await socketIo.connect(url, { headers: bearer(await provider.token()) })
    expect(await client.ask('who', 'x')).toMatchObject({
      event: 'exception',
      data: { message: 'Internal server error' },
    })
    expect(reached).toBe(0)
  })
})

describe('a server of ws', () => {
  let asked = 0
  const atOnce = (): boolean => {
    asked += 1
    return false
  }
  const later = (_info: object, done: (accepted: boolean) => void): void => {
    asked += 1
    setImmediate(done, false)
  }

  it.each([
    ['at once', atOnce],
    ['later', later],
  ])('still asks the verifyClient of the application: %s', async (_when, verifyClient) => {
    asked = 0
    @WebSocketGateway({ verifyClient } as object)
    class Chat {}
    const url = await serveGateways(ws, verifier, [Chat])
    await expect(ws.connect(url)).rejects.toMatchObject({ status: 401 })
    expect(asked).toBe(0)
    const headers = bearer(await provider.token())
    await expect(ws.connect(url, { headers })).rejects.toMatchObject({ status: 401 })
    expect(asked).toBe(1)
  })
})
