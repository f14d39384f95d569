import assert from 'node:assert/strict'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { introspecting, OPAQUE, questionAbout } from './setup.js'

const FORM = 'application/x-www-form-urlencoded'

/** RFC 7662 §2.1: how the endpoint is asked. */
export const requestCases: readonly ContractCase[] = [
  {
    ids: ['INTR-01', 'INTR-10'],
    title: 'asks by POST, with the token in the body, as a client with a secret',
    async run({ idp, server }) {
      const running = await server(OPAQUE)
      const { clientId, clientSecret } = idp.introspection.client
      const token = idp.introspection.issue({}, 'opaque+/~=')
      const question = await questionAbout(idp, async () =>
        expectAccepted(await running.get('/r', token)),
      )
      const { method, url, headers, body } = question
      assert.deepEqual([method, url], ['POST', '/introspect'])
      assert.equal(body, 'token=opaque%2B%2F~%3D&token_type_hint=access_token')
      assert.equal(headers['content-type'], FORM)
      assert.equal(headers.accept, 'application/json')

      const [scheme, encoded = ''] = (headers.authorization ?? '').split(' ')
      assert.equal(scheme, 'Basic')
      const pair = Buffer.from(encoded, 'base64').toString()
      // RFC 6749 §2.3.1, appendix B.
      assert.equal(pair.split(':').length, 2, 'colons of the halves are encoded')
      const halves = [...new URLSearchParams(`id=${pair.replace(':', '&secret=')}`).values()]
      assert.deepEqual(halves, [clientId, clientSecret])
    },
  },
  {
    ids: ['INTR-01'],
    title: 'asks as a client with a key, by an assertion that is made for this one request',
    async run({ idp, server, clock }) {
      const { clientId, privateKey } = idp.introspection.client
      const running = await server({
        key: 'introspect by key',
        options: introspecting(idp, { clientSecret: undefined, privateKey }),
      })
      const ask = async (): Promise<string> => {
        const token = idp.introspection.issue()
        const { body, headers } = await questionAbout(idp, async () =>
          expectAccepted(await running.get('/r', token)),
        )
        assert.equal(headers.authorization, undefined)
        const form = new URLSearchParams(body)
        assert.equal(form.get('token'), token)
        assert.equal(
          form.get('client_assertion_type'),
          'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        )
        return form.get('client_assertion') ?? ''
      }
      // The mock has verified its signature.
      const assertion = await ask()
      assert.deepEqual(decodeProtectedHeader(assertion), { alg: 'ES256', kid: privateKey.kid })
      const { jti, ...claims } = decodeJwt(assertion)
      const [iat, exp] = [clock.now(), clock.now() + 60]
      assert.deepEqual(claims, { iss: clientId, sub: clientId, aud: idp.issuer, iat, exp })
      assert.notEqual(decodeJwt(await ask()).jti, jti)
    },
  },
  {
    ids: ['HTTP-06'],
    title: 'hands a token on byte for byte, with every character that it may have',
    async run({ idp, server }) {
      const running = await server(OPAQUE)
      const token = idp.introspection.issue({ sub: 'u2' }, 'a.b-c_d~e+f/g==')
      const { body } = await questionAbout(idp, async () => {
        assert.equal(expectAccepted(await running.get('/r', token)).subject, 'u2')
      })
      assert.ok(body.startsWith('token=a.b-c_d~e%2Bf%2Fg%3D%3D&'), body)
    },
  },
]
