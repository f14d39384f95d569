import { randomBytes } from 'node:crypto'
import { bearer } from '../http/bearer-request.js'
import type { ProbeAttack } from './attack.js'

type Json = Readonly<Record<string, unknown>>

/** A good token, taken to pieces, and what forgeries put in their place. */
interface Pieces {
  readonly header: string
  readonly payload: string
  readonly signature: string
  /** A header without a signature. */
  readonly none: string
  /** The same claims and one more: the first hundreds of characters, jti and sub stay what they are. */
  readonly more: string
  readonly reordered: string
  /** As long as the signature. */
  readonly noise: string
}

/** None of them is what the issuer has signed. */
const FORGERIES: Readonly<Record<string, (pieces: Pieces) => string>> = {
  'its header and payload': ({ header, payload, noise }) => `${header}.${payload}.${noise}`,
  'its beginning, and most of its claims': ({ header, more, noise }) =>
    `${header}.${more}.${noise}`,
  'its header, and the claims in another order': ({ header, reordered, noise }) =>
    `${header}.${reordered}.${noise}`,
  'its signature': ({ header, more, signature }) => `${header}.${more}.${signature}`,
  'its payload, unsigned': ({ none, payload }) => `${none}.${payload}.`,
  'its payload and signature': ({ none, payload, signature }) => `${none}.${payload}.${signature}`,
  'its jti, unsigned': ({ none, more }) => `${none}.${more}.`,
}

/** Forgeries that share a part with a token that was sent just before: a server may know tokens by that part. */
export const memoryAttacks: readonly ProbeAttack[] = [
  {
    id: 'remembered-token',
    family: 'signature',
    title: 'refuses a forgery that shares a part with a token it has just taken',
    rows: ['ATK-31', 'JOSE-01'],
    severity: 'critical',
    needs: [],
    expect: 'refused',
    requests: async ({ subject }) =>
      Object.entries(FORGERIES).map(([name, forge]) => {
        const token = subject.token()
        const request = bearer(forge(piecesOf(token)))
        return { name, request, presented: 'token', before: bearer(token) }
      }),
  },
]

function piecesOf(token: string): Pieces {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const claims = decoded(payload)
  return {
    header,
    payload,
    signature,
    none: encoded({ ...decoded(header), alg: 'none' }),
    more: encoded({ ...claims, forged: true }),
    reordered: encoded(Object.fromEntries(Object.entries(claims).toReversed())),
    noise: randomBytes(Buffer.from(signature, 'base64url').length).toString('base64url'),
  }
}

function decoded(segment: string): Json {
  return JSON.parse(Buffer.from(segment, 'base64url').toString()) as Json
}

function encoded(value: Json): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
