import { createHash } from 'node:crypto'
import type { JWK } from 'jose'
import { createProofKey, type ProofKey } from '../../proof-key.js'
import { proof } from '../../proof.js'
import type { DpopAttack, DpopSubject } from './dpop-attack.js'
import { proofAttack, withClaims, type NamedProofs } from './proof-attack.js'

/** RFC 9449 §4.3 #12, §6, §7: the token that a proof is for, and the key that the token is bound to. */
export const keyBindingAttacks: readonly DpopAttack[] = [
  {
    id: 'bound-token-as-bearer',
    rows: ['DPOP-33', 'DPOP-34', 'ATK-87'],
    title: 'refuses a bound token as a bearer token, with a proof and without',
    severity: 'high',
    needs: 'bound-token',
    error: 'invalid_token',
    requests({ token, proof: made }) {
      const bearer = { scheme: 'Bearer', token } as const
      return {
        'without a proof': { ...bearer, proofs: [] },
        'with a proof': { ...bearer, proofs: [made()] },
        'with rubbish for a proof': { ...bearer, proofs: ['x'] },
      }
    },
  },
  proofAttack({
    id: 'proof-by-stranger',
    rows: ['DPOP-27', 'ATK-88', 'ATK-91'],
    title: 'refuses a token with a proof by another key',
    severity: 'high',
    error: 'invalid_token',
    async proofs(subject) {
      const stranger = await strangerKey()
      const by = (header: object): string => provenBy(stranger, subject, header)
      return {
        'by its own key': by({}),
        'with the kid of the real key': by({ kid: subject.key.thumbprint }),
        'with a certificate chain': by({ x5c: [] }),
      }
    },
  }),
  proofAttack({
    id: 'proof-signed-by-stranger',
    rows: ['DPOP-08'],
    title: 'verifies a proof with the key in its header, and with no other',
    severity: 'high',
    async proofs(subject) {
      const stranger = await strangerKey()
      const jwk = subject.key.publicJwk
      const kid = stranger.thumbprint
      const at = { jku: 'http://127.0.0.1:9/jwks', x5u: 'http://127.0.0.1:9/x5u' }
      const by = (header: object): string => provenBy(stranger, subject, header)
      return {
        'signed by another': by({ jwk }),
        'kid of another beside': by({ jwk, kid }),
        'addresses beside': by({ jwk, ...at, x5c: ['AAAA'] }),
        'addresses in place of it': by({ jwk: undefined, ...at, kid }),
      }
    },
  }),
  proofAttack({
    id: 'proof-by-issuer-key',
    rows: ['ATK-91'],
    title: 'takes no key of the issuer for that of the client',
    severity: 'medium',
    needs: 'signing-key',
    proofs({ subject, method, url, proof: made }) {
      const { kid } = subject.keys.values().next().value ?? {}
      return {
        'by its kid': made({ header: { jwk: undefined, kid } }),
        'by its kid, signed by it': subject.sign({
          header: { typ: 'dpop+jwt', kid },
          payload: { htm: method, htu: url },
        }),
      }
    },
  }),
  proofAttack({
    id: 'proof-with-private-key',
    rows: ['DPOP-09', 'ATK-91'],
    title: 'refuses proofs with private or symmetric members in their key',
    severity: 'medium',
    proofs: ({ key, proof: made }) => withKeys(privateKeys(key), made),
  }),
  proofAttack({
    id: 'proof-without-key',
    rows: ['DPOP-10', 'ATK-91'],
    title: 'refuses proofs without a key, or with what is none',
    severity: 'high',
    proofs: ({ key, proof: made }) =>
      withKeys(
        [undefined, null, [], [key.publicJwk], 'x', 1, true, {}, JSON.stringify(key.publicJwk)],
        made,
      ),
  }),
  proofAttack({
    id: 'proof-for-other-token',
    rows: ['DPOP-26', 'ATK-90'],
    title: 'asks for the hash of this very token',
    severity: 'medium',
    proofs: (subject) =>
      withClaims(
        subject,
        otherHashes(subject.token).map((ath) => ({ ath })),
      ),
  }),
]

const strangers: Promise<ProofKey>[] = []

/** The key of somebody else, always the same one. */
function strangerKey(): Promise<ProofKey> {
  strangers[0] ??= createProofKey()
  return strangers[0]
}

function provenBy(key: ProofKey, { url, method, token, subject }: DpopSubject, header: object) {
  const clock = (): number => subject.now() * 1000
  return proof(key, { url, method, token, clock, header: { ...header } })
}

function withKeys(keys: readonly unknown[], made: DpopSubject['proof']): NamedProofs {
  return Object.fromEntries(
    keys.map((jwk, n) => [`${n}: ${shapeOf(jwk)}`, made({ header: { jwk } })]),
  )
}

/** The names of the members alone: what is in them may be private. */
function shapeOf(jwk: unknown): string {
  if (jwk === undefined) return 'missing'
  return jwk === null || typeof jwk !== 'object' ? typeof jwk : Object.keys(jwk).join(' ')
}

function privateKeys({ publicJwk, privateKey }: ProofKey): readonly unknown[] {
  const own = privateKey.export({ format: 'jwk' }) as JWK
  const secrets = ['p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv', 'd']
  return [
    own,
    ...secrets.map((name) => ({ ...publicJwk, [name]: 'AQAB' })),
    ...[null, '', [], 1].map((d) => ({ ...publicJwk, d })),
    { kty: 'oct', k: 'c2VjcmV0' },
  ]
}

function otherHashes(token: string): readonly unknown[] {
  const good = digest(token).toString('base64url')
  return [
    digest(`${token}x`).toString('base64url'),
    digest(token).toString('hex'),
    // Without padding it may be the same text.
    digest(token).toString('base64'),
    `${good}=`,
    digest(token, 'sha512').toString('base64url'),
    digest(token, 'sha384').toString('base64url'),
    good.slice(0, 22),
    good.slice(0, -1),
    good.toUpperCase(),
    ` ${good}`,
    digest(`DPoP ${token}`).toString('base64url'),
    digest(token.slice(0, token.lastIndexOf('.'))).toString('base64url'),
    digest('').toString('base64url'),
    token,
    '',
    [good],
    { ath: good },
    null,
    1,
  ]
}

function digest(text: string, hash = 'sha256'): Buffer {
  return createHash(hash).update(text).digest()
}
