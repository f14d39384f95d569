import { allOf, type Authentication, scopes } from '@countersign/core'
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets'
import { describe, expect, it } from 'vitest'
import { Auth, Authorize, authOf, OptionalAuth, Public, RequireScopes } from '../../src/index.js'
import { bearer, startProvider } from '../provider.js'
import { serveGateways } from './gateway-app.js'
import { NotConnected, type Said, sockets } from './sockets.js'

const { provider, verifier } = await startProvider()

const reply = (data: unknown): Said => ({ event: 'reply', data })

@WebSocketGateway()
class Chat {
  @SubscribeMessage('who')
  who(@Auth() auth: Authentication): Said {
    return reply(auth.subject)
  }
  @RequireScopes('admin')
  @SubscribeMessage('admin')
  admin(): Said {
    return reply('in')
  }
  @Authorize(allOf(scopes('read')))
  @SubscribeMessage('read')
  read(): Said {
    return reply('in')
  }
}

@OptionalAuth()
@WebSocketGateway()
class Lobby {
  @SubscribeMessage('who')
  who(@Auth() auth: Authentication | undefined): Said {
    return reply(auth?.subject ?? 'nobody')
  }
  @RequireScopes('read')
  @SubscribeMessage('read')
  read(): Said {
    return reply('in')
  }
}

@Public()
@WebSocketGateway()
class Open {
  @SubscribeMessage('open')
  open(): Said {
    return reply('in')
  }
  @RequireScopes('read')
  @SubscribeMessage('read')
  read(): Said {
    return reply('in')
  }
}

async function refusalOf(connecting: Promise<unknown>): Promise<NotConnected> {
  const outcome = await connecting.catch((error: unknown) => error)
  if (outcome instanceof NotConnected) return outcome
  throw new Error('it was let in', { cause: outcome })
}

/** The status that a client was refused with, and the code where there is one. */
const answered = ({ status, code }: NotConnected): unknown => [status, code]

describe.each(sockets)('a gateway on $name', (kind) => {
  const { connect, name } = kind

  const serveChat = (): Promise<string> => serveGateways(kind, verifier, [Chat])

  it('lets nobody connect without a good token, and says what is needed', async () => {
    const url = await serveChat()
    const refused = await refusalOf(connect(url))
    const bad = await refusalOf(connect(url, { headers: bearer('x.y.z') }))
    expect(answered(refused)).toEqual([401, undefined])
    expect(refused.challenge).toMatch(/^Bearer realm="[^"]+", DPoP realm=/)
    expect(answered(bad)).toEqual([401, 'invalid_token'])
    expect(JSON.stringify(bad)).not.toContain('malformed_token')
  })

  it('knows who sends each message', async () => {
    const client = await connect(await serveChat(), { headers: bearer(await provider.token()) })
    expect(await client.ask('who')).toEqual(reply('u1'))
    expect(await client.ask('who', { text: 'x' })).toEqual(reply('u1'))
  })

  it('checks the policies of each message, and says the code', async () => {
    const client = await connect(await serveChat(), { headers: bearer(await provider.token()) })
    expect(await client.ask('read')).toEqual(reply('in'))
    const refused = await client.ask('admin')
    expect(refused).toMatchObject({
      event: 'exception',
      data: {
        status: 'error',
        statusCode: 403,
        code: 'insufficient_scope',
        message: 'The access token does not allow this',
        headers: { 'WWW-Authenticate': expect.stringContaining('scope="admin"') },
      },
    })
    // And the connection goes on.
    expect(await client.ask('read')).toEqual(reply('in'))
  })

  it('lets clients without credentials in where they are optional, and bad ones never', async () => {
    const url = await serveGateways(kind, verifier, [Lobby])
    const nobody = await connect(url)
    expect(await nobody.ask('who')).toEqual(reply('nobody'))
    expect(await nobody.ask('read')).toMatchObject({
      event: 'exception',
      data: { statusCode: 401 },
    })
    expect(await nobody.ask('who')).toEqual(reply('nobody'))
    const somebody = await connect(url, { headers: bearer(await provider.token()) })
    expect(await somebody.ask('who')).toEqual(reply('u1'))
    expect(await somebody.ask('read')).toEqual(reply('in'))
    await refusalOf(connect(url, { headers: bearer('x.y.z') }))
  })

  it('lets everybody connect where it is public, and authenticates where a message needs it', async () => {
    const url = await serveGateways(kind, verifier, [Open])
    const nobody = await connect(url)
    expect(await nobody.ask('open')).toEqual(reply('in'))
    expect(await nobody.ask('read')).toMatchObject({
      event: 'exception',
      data: { statusCode: 401 },
    })
    const somebody = await connect(url, { headers: bearer(await provider.token()) })
    expect(await somebody.ask('read')).toEqual(reply('in'))
    const other = await connect(url, { headers: bearer(await provider.token({ scope: 'x' })) })
    expect(await other.ask('read')).toMatchObject({ data: { code: 'insufficient_scope' } })
  })

  it('asks each gateway of a server whether a client may connect', async () => {
    const url = await serveGateways(kind, verifier, [Open, Chat])
    await refusalOf(connect(url))
    const client = await connect(url, { headers: bearer(await provider.token()) })
    expect(await client.ask('open')).toEqual(reply('in'))
  })

  it('goes by the decorators of handleConnection, where the Authentication is at hand', async () => {
    const connected: string[] = []
    @WebSocketGateway()
    class Feed {
      @RequireScopes('feed')
      handleConnection(client: object): void {
        connected.push(authOf(verifier, client).subject ?? '')
      }
    }
    const url = await serveGateways(kind, verifier, [Feed])
    const refused = await refusalOf(connect(url, { headers: bearer(await provider.token()) }))
    expect(answered(refused)).toEqual([403, 'insufficient_scope'])
    await connect(url, { headers: bearer(await provider.token({ scope: 'feed' })) })
    await expect.poll(() => connected).toEqual(['u1'])
  })

  it('takes no token out of the query, a cookie or elsewhere unless told to', async () => {
    const url = await serveChat()
    const token = await provider.token()
    const refused = [
      await refusalOf(connect(`${url}/?access_token=${token}`)),
      await refusalOf(connect(url, { headers: { Cookie: `token=${token}` } })),
      await refusalOf(connect(url, { auth: { token } })),
      // What socket.io takes for options of its own.
      await refusalOf(connect(url, { protocols: name === 'ws' ? ['bearer', token] : [] })),
    ]
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401])
  })
})
