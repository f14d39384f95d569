import { inspect } from 'node:util'
import { role, scopes, type Verifier } from '@countersign/core'
import { createProofKey } from '@countersign/testing'
import { requireBearerAuth as requireBearerAuth2 } from '@modelcontextprotocol/express'
import {
  InsufficientScopeError,
  InvalidTokenError,
} from '@modelcontextprotocol/sdk/server/auth/errors.js'
import { requireBearerAuth as requireBearerAuth1 } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import { OAuthError } from '@modelcontextprotocol/server'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { authOf, toMcpVerifier, type McpTokenVerifier } from '../src/index.js'
import { serve } from './listen.js'
import { bearer, startProvider } from './provider.js'

const RESOURCE = 'https://rs.example/mcp'
const { provider, verifier } = await startProvider({ resource: { resource: RESOURCE } })

const lines = [
  { line: 'version 1', require: requireBearerAuth1 },
  { line: 'version 2', require: requireBearerAuth2 },
] as const

describe.each(lines)('requireBearerAuth of $line of the SDK', ({ require }) => {
  async function get(token: string, mcp: McpTokenVerifier): Promise<Response> {
    const app = express()
    const guard = require({
      verifier: mcp,
      resourceMetadataUrl: 'https://rs.example/.well-known/oauth-protected-resource/mcp',
      expectedResource: new URL(RESOURCE),
    })
    app.use(guard, (req, res) => {
      const { auth } = req as { auth?: object }
      res.json({ auth, subject: authOf(verifier, auth).subject })
    })
    return fetch(await serve(app), { headers: bearer(token) })
  }

  it('gets who it is', async () => {
    const answer = await get(await provider.token({ scope: 'a b' }), toMcpVerifier(verifier))
    expect(await answer.json()).toEqual({
      auth: {
        clientId: 'c1',
        scopes: ['a', 'b'],
        expiresAt: expect.any(Number),
        resource: RESOURCE,
        resourceMetadataUrl: 'https://rs.example/.well-known/oauth-protected-resource/mcp',
        extra: {
          issuer: provider.issuer,
          subject: 'u1',
          claims: expect.objectContaining({ sub: 'u1', client_id: 'c1' }),
        },
      },
      subject: 'u1',
    })
  })

  it('answers a bad token with 401 invalid_token', async () => {
    const expired = await provider.token({ exp: 1, iat: 0 })
    for (const token of [expired, 'opaque', 'a.b.c']) {
      const answer = await get(token, toMcpVerifier(verifier))
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toContain('Bearer error="invalid_token"')
    }
  })

  it('answers a token that is bound to a key with 401: nobody has proven anything', async () => {
    const key = await createProofKey()
    const token = await provider.token({ cnf: { jkt: key.thumbprint } })
    expect((await get(token, toMcpVerifier(verifier))).status).toBe(401)
  })

  it('answers what the policy denies with 403 insufficient_scope', async () => {
    for (const policy of [scopes('admin'), role('admin')]) {
      const answer = await get(await provider.token(), toMcpVerifier(verifier, { policy }))
      expect(answer.status).toBe(403)
      expect(answer.headers.get('www-authenticate')).toContain('error="insufficient_scope"')
    }
  })

  it('answers an outage as one of the server, and never with 401', async () => {
    const away = await startProvider()
    await away.provider.close()
    const token = await provider.token({ iss: away.provider.issuer })
    const answer = await get(token, toMcpVerifier(away.verifier))
    expect(answer.status).toBe(500)
    expect(answer.headers.has('www-authenticate')).toBe(false)
  })

  it('knows the errors whose classes it is given', async () => {
    const errors = { InvalidTokenError, InsufficientScopeError, OAuthError }
    const answer = await get('opaque', toMcpVerifier(verifier, { errors }))
    expect(answer.status).toBe(401)
  })
})

describe('an AuthInfo', () => {
  it('shows its token to nobody who prints it', async () => {
    const token = await provider.token()
    const info = await toMcpVerifier(verifier).verifyAccessToken(token)
    expect(info.token).toBe(token)
    const signature = token.split('.')[2] ?? ''
    expect(inspect(info, { depth: 9 }) + JSON.stringify(info)).not.toContain(signature)
    expect(Object.keys(info)).not.toContain('token')
  })

  it('names no resource where the verifier has none', async () => {
    const other = await startProvider()
    const info = await toMcpVerifier(other.verifier).verifyAccessToken(await other.provider.token())
    expect(info).not.toHaveProperty('resource')
    expect(info).not.toHaveProperty('resourceMetadataUrl')
  })

  it('has its Authentication for its own verifier only, also when it was copied', async () => {
    const info = await toMcpVerifier(verifier).verifyAccessToken(await provider.token())
    expect(authOf(verifier, { ...info }).subject).toBe('u1')
    const other: Verifier = { ...verifier }
    expect(() => authOf(other, info)).toThrow('is not the one')
    expect(() => authOf(verifier, { ...info, extra: {}, [Symbol('x')]: 1 })).not.toThrow()
    expect(() => authOf(verifier, JSON.parse(JSON.stringify(info)))).toThrow('must run before')
    expect(() => authOf(verifier, undefined)).toThrow('must run before')
    expect(authOf(verifier, undefined, { optional: true })).toBe(undefined)
  })
})

describe('toMcpVerifier', () => {
  it('says what is wrong with its arguments', () => {
    expect(() => toMcpVerifier({} as never)).toThrow('"verifier"')
    expect(() => toMcpVerifier(verifier, { policy: 'admin' as never })).toThrow('takes policies')
    expect(() => toMcpVerifier(verifier, { polcy: 1 } as never)).toThrow('"polcy"')
  })

  it('throws the programmer an error where it has no classes', async () => {
    const bare = toMcpVerifier(verifier, { errors: {} })
    await expect(bare.verifyAccessToken('opaque')).rejects.toMatchObject({ name: 'ConfigError' })
  })
})

describe('a policy that is none', () => {
  it.each([null, false, '', 0])('is refused, and does not let everyone in: %j', (policy) => {
    expect(() => toMcpVerifier(verifier, { policy } as never)).toThrow('authorize')
  })
})
