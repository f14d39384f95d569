import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectInvalidToken, expectMisconfigured, expectNoCredentials } from '../expect.js'
import { eachVariant } from '../variants.js'
import { createClient } from './clients.js'
import { schemesOf } from './expect.js'
import { expectTargets } from './public-url.js'

const short = 'x'.repeat(31)
const secret = 'x'.repeat(32)

const wrong: readonly (readonly [options: object, option: string])[] = [
  [{ dpop: 'maybe' }, 'dpop'],
  [{ dpop: true }, 'dpop'],
  [{ dpop: { mode: 'maybe' } }, 'dpop.mode'],
  [{ dpop: { maxAge: 0 } }, 'dpop.maxAge'],
  [{ dpop: { maxAge: 301 } }, 'dpop.maxAge'],
  [{ dpop: { maxAge: '60' } }, 'dpop.maxAge'],
  [{ dpop: { maxAge: Infinity } }, 'dpop.maxAge'],
  [{ dpop: { skew: -1 } }, 'dpop.skew'],
  [{ dpop: { skew: 61 } }, 'dpop.skew'],
  [{ dpop: { algorithms: [] } }, 'dpop.algorithms'],
  [{ dpop: { algorithms: ['HS256'] } }, 'dpop.algorithms'],
  [{ dpop: { algorithms: ['none'] } }, 'dpop.algorithms'],
  [{ dpop: { algorithms: ['ES256', 'es256'] } }, 'dpop.algorithms'],
  [{ dpop: { strayProof: 'accept' } }, 'dpop.strayProof'],
  [{ dpop: { nonces: true } }, 'dpop.nonces'],
  [{ dpop: { nonce: true } }, 'dpop.nonce'],
  [{ dpop: { nonce: {} } }, 'dpop.nonce.secret'],
  [{ dpop: { nonce: { secret: short } } }, 'dpop.nonce.secret'],
  [{ dpop: { nonce: { secret: [] } } }, 'dpop.nonce.secret'],
  [{ dpop: { nonce: { secret: [secret, short] } } }, 'dpop.nonce.secret'],
  [{ dpop: { nonce: { secret: new Uint8Array(31) } } }, 'dpop.nonce.secret'],
  [{ dpop: { nonce: { secret, lifetime: 19 } } }, 'dpop.nonce.lifetime'],
  [{ dpop: { nonce: { secret, lifetime: 3601 } } }, 'dpop.nonce.lifetime'],
  [{ replay: {} }, 'replay'],
  [{ replay: () => true }, 'replay'],
  [{ publicUrl: 'rs.example' }, 'publicUrl'],
  [{ publicUrl: 'http://rs.example' }, 'publicUrl'],
  [{ publicUrl: 'https://u:p@rs.example' }, 'publicUrl'],
  [{ publicUrl: 'https://rs.example/#x' }, 'publicUrl'],
  [{ publicUrl: 'https://rs.example/?x' }, 'publicUrl'],
  [{ audience: 'urn:rs', dpop: 'require' }, 'publicUrl'],
  [{ audience: 'urn:rs', dpop: 'allow' }, 'publicUrl'],
  [{ audience: 'urn:rs', dpop: {} }, 'publicUrl'],
  [{ audience: ['rs', 'http://rs.example'], dpop: 'require' }, 'publicUrl'],
]

/** What cannot work, or would be weaker than it looks, does not start. */
export const configurationCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-07', 'DPOP-22'],
    title: 'starts with no option for proofs that could not work',
    async run({ core, idp, audience }) {
      await eachVariant(wrong, async ([options, option]) => {
        expectMisconfigured(core, { issuer: idp.issuer, audience, ...options }, option)
      })
    },
  },
  {
    ids: ['DPOP-32'],
    title: 'offers no DPoP where nobody has said what a proof has to name',
    async run(world) {
      const audience = 'urn:rs'
      const server = await world.server({ key: 'no public URL', options: { audience } })
      const { token, request } = await createClient(world, { claims: { aud: audience } })
      const answer = await server.request(request())
      expectNoCredentials(answer)
      assert.deepEqual(schemesOf(answer), ['Bearer'])
      expectInvalidToken(await server.get('/r', token))
    },
  },
  {
    ids: ['DPOP-19'],
    title: 'takes the origins of the audiences where there is no public URL, and no path of theirs',
    async run(world) {
      const audience = ['urn:rs', 'https://rs.example/v1?x', 'https://two.example:8443', 'x']
      const server = await world.server({ key: 'DPoP, several audiences', options: { audience } })
      await expectTargets(world, server, {
        claims: { aud: 'urn:rs' },
        taken: ['https://rs.example/r', 'https://two.example:8443/r'],
        refused: ['https://rs.example/v1/r', 'https://two.example/r', 'https://x/r'],
      })
    },
  },
]
