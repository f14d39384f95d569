import { randomBytes, type KeyObject } from 'node:crypto'
import { signCompact } from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ALGORITHMS } from '../src/algorithms.js'
import { ALL_ALGORITHMS, POST_QUANTUM_ALGORITHMS, type Algorithm } from '../src/index.js'
import { mlDsaPair, nodeHasMlDsa } from './support/ml-dsa.js'
import { refusalOf } from './support/outcome.js'
import { withAuthorization } from './support/token-request.js'
import { createWorld, type World } from './support/world.js'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const algorithms = [...ALL_ALGORITHMS, ...POST_QUANTUM_ALGORITHMS]

type Parts = Readonly<Record<'header' | 'payload', object>>

const partsOf = (alg: Algorithm, kid: string): Parts => ({
  header: { typ: 'at+jwt', alg, kid },
  payload: world.provider.claims(),
})

/** Publishes a fresh key, and signs a token with it. */
function publish(
  alg: Algorithm,
  kid: string,
  parts: Parts = partsOf(alg, kid),
): { readonly token: string; readonly key: KeyObject } {
  const { privateKey: key, publicKey } = mlDsaPair(alg)
  world.provider.jwks.keys.push({ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' })
  return { token: signCompact({ ...parts, key, algorithm: alg }), key }
}

describe.runIf(nodeHasMlDsa).each(POST_QUANTUM_ALGORITHMS)('a token with %s', (alg) => {
  it('passes where the algorithm is allowed', async () => {
    const { token } = publish(alg, `good ${alg}`)
    const auth = await world
      .verifier({ algorithms })
      .verifyRequest(withAuthorization(`Bearer ${token}`))
    expect(auth.subject).toBe('u1')
  })

  it('is refused where the algorithm is not allowed, by default too', async () => {
    const { token } = publish(alg, `off ${alg}`)
    const others = algorithms.filter((name) => name !== alg)
    for (const verifier of [world.verifier(), world.verifier({ algorithms: others })]) {
      expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('unsupported_algorithm')
    }
  })

  it('is refused with other claims, or the signature of another key', async () => {
    const parts = partsOf(alg, `bad ${alg}`)
    const [header, payload, signature] = publish(alg, `bad ${alg}`, parts).token.split('.')
    const claims = { ...parts.payload, scope: 'admin' }
    const changed = Buffer.from(JSON.stringify(claims)).toString('base64url')
    const stranger = mlDsaPair(alg).privateKey
    const verifier = world.verifier({ algorithms })
    for (const token of [
      `${header}.${changed}.${signature}`,
      signCompact({ ...parts, key: stranger, algorithm: alg }),
      `${header}.${payload}.`,
    ]) {
      expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('invalid_signature')
    }
  })

  it('is refused under the name of another algorithm', async () => {
    const kid = `other ${alg}`
    const { key } = publish(alg, kid)
    const verifier = world.verifier({ algorithms })
    for (const said of algorithms.filter((name) => name !== alg)) {
      const token = signCompact({ ...partsOf(said, kid), key, algorithm: alg })
      expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('unknown_key')
    }
  })
})

describe('by default, on any Node', () => {
  it.each(POST_QUANTUM_ALGORITHMS)(
    'a token with %s is refused without a look at keys',
    async (alg) => {
      const fetches = world.provider.requestCount()
      const { header, payload } = partsOf(alg, 'pq')
      const input = [header, payload].map((part) =>
        Buffer.from(JSON.stringify(part)).toString('base64url'),
      )
      const signature = randomBytes(ALGORITHMS[alg].signatureBytes ?? 0).toString('base64url')
      const token = [...input, signature].join('.')
      expect((await refusalOf(world.verifier().verifyToken(token))).reason).toBe(
        'unsupported_algorithm',
      )
      expect(world.provider.requestCount()).toBe(fetches)
    },
  )

  it('their keys do no harm to other tokens', async () => {
    const pub = randomBytes(1312).toString('base64url')
    world.provider.jwks.keys.unshift(
      { kty: 'AKP', alg: 'ML-DSA-44', pub, kid: 'es1' },
      { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA', kid: 'es1' },
      { kty: 'AKP', pub, kid: 'es1' },
    )
    const auth = await world.verifier().verifyToken(await world.provider.token())
    expect(auth.subject).toBe('u1')
  })
})
