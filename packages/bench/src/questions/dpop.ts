import { createPublicKey, hash, verify } from 'node:crypto'
import { createVerifier, type TokenRequest, type Verifier } from '@countersign/core'
import { generateSigningKey, type SigningKey } from '@countersign/issuer'
import {
  createProofKey,
  createTestClock,
  proof,
  signCompact,
  type ProofKey,
} from '@countersign/testing'
import * as oauth from 'oauth4webapi'
import type { Benchmark, Effort } from '../benchmark.js'
import { compare, type Measured } from '../compare.js'
import type { Figure } from '../figure.js'
import { AUDIENCE } from '../providers.js'
import { received } from '../received.js'
import { ratioOf } from '../ratio.js'
import type { Row, Table } from '../table.js'

export const dpop: Benchmark = {
  name: 'dpop',
  question: 'What does a request with a DPoP proof cost?',
  run,
}

const ISSUER = 'https://id.example'
const SPARE_CALLS = 8
const URL_OF_REQUEST = `${AUDIENCE}/orders`

async function* run(effort: Effort): AsyncGenerator<string | Table> {
  yield `Each figure is a time beside its floor, which is Node's own cryptography for the same bytes.
"seen": token and key were met before, the proof is new; its floor is one crypto.verify of ES256.
"new": token, key and proof are new; its floor is two of them, the import of the proof's key, the
SHA-256 of the token, and JSON.parse of header and payload of both. "peer" is oauth4webapi, with its
keys at hand; it remembers no proof. "again" is the floor a second time. Everything is ES256.`

  // So many calls until all of the code is compiled for good: a server has that behind it soon.
  const longer = { ...effort, warmUpRounds: effort.warmUpRounds * 5 }
  const world = await createBenchWorld(longer)
  const rows: Row[] = []
  for (const kind of ['seen', 'new'] as const) {
    const times = await compare(casesOf(kind, world), longer)
    rows.push({ name: kind, cells: cellsOf(times) })
  }
  world.close()
  yield { title: 'ES256', columns: ['again', 'ours', 'peer'], rows }
}

type Times = Measured<'floor' | 'again' | 'ours' | 'peer'>

function cellsOf({ floor, again, ours, peer }: Times): readonly Figure[] {
  return [again, ours, peer].map((times) => ratioOf(times, floor))
}

/** A token, and a proof for it that nobody has seen. */
interface Exchange {
  readonly token: string
  readonly made: string
}

interface BenchWorld {
  readonly key: SigningKey
  readonly now: number
  readonly verifier: Verifier
  /** Of one token and one key, or of a token and a key for each. */
  readonly exchanges: (kind: 'seen' | 'new') => () => Exchange
  close(): void
}

async function createBenchWorld({ calls, rounds, warmUpRounds }: Effort): Promise<BenchWorld> {
  // Real time, because the peer knows no other; it stands still for us, so that no proof expires.
  const clock = createTestClock(Date.now())
  const now = clock.now()
  const key = await generateSigningKey('ES256', { kid: 'k' })
  const keys = { keys: [key.publicJwk] }
  const verifier = createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys, clock })
  // Some more calls in each round, before the clock runs.
  const needed = (calls + SPARE_CALLS) * (rounds + warmUpRounds)
  const known = await createProofKey()
  const knownToken = tokenFor(key, known, now, 0)
  const strangers = await Promise.all(Array.from({ length: needed }, () => createProofKey()))

  const exchange = (token: string, holder: ProofKey): Exchange => ({
    token,
    made: proof(holder, { url: URL_OF_REQUEST, token, clock }),
  })
  return {
    key,
    now,
    verifier,
    exchanges(kind) {
      const made = strangers.map((stranger, at) =>
        kind === 'seen'
          ? exchange(knownToken, known)
          : exchange(tokenFor(key, stranger, now, at), stranger),
      )
      return () => made.pop() ?? fail()
    },
    close: () => verifier.close(),
  }
}

function fail(): never {
  throw new RangeError('no proof is left')
}

function tokenFor(key: SigningKey, { thumbprint }: ProofKey, now: number, at: number): string {
  const who = { iss: ISSUER, aud: AUDIENCE, sub: 'u1', client_id: 'c1', scope: 'read' }
  const when = { iat: now, exp: now + 3600, jti: `t${at}` }
  const payload = { ...who, ...when, cnf: { jkt: thumbprint } }
  return signCompact({ header: { typ: 'at+jwt', alg: 'ES256', kid: key.kid }, payload, key })
}

function casesOf(
  kind: 'seen' | 'new',
  world: BenchWorld,
): Readonly<Record<keyof Times, () => unknown>> {
  const requests = drained(world.exchanges(kind)).map(requestOf)
  const peer = world.exchanges(kind)
  const floor = kind === 'seen' ? floorOfSeen : floorOfNew
  return {
    floor: floor(world, world.exchanges(kind)),
    again: floor(world, world.exchanges(kind)),
    ours: () => world.verifier.verifyRequest(requests.pop() ?? fail()),
    peer: () => askPeer(world, peer()),
  }
}

function requestOf({ token, made }: Exchange): TokenRequest {
  const headers = {
    host: 'rs.example',
    authorization: received(`DPoP ${token}`),
    dpop: received(made),
  }
  return { method: 'GET', url: '/orders', headers, secure: true }
}

function drained(next: () => Exchange): Exchange[] {
  const all: Exchange[] = []
  for (let one = tryNext(next); one; one = tryNext(next)) all.push(one)
  return all
}

async function askPeer({ key, now }: BenchWorld, { token, made }: Exchange): Promise<unknown> {
  const as = { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` }
  const headers = { authorization: `DPoP ${token}`, dpop: made }
  const jwks = { keys: [key.publicJwk] } as oauth.JWKS
  const request = new Request(URL_OF_REQUEST, { headers })
  return oauth.validateJwtAccessToken(as, request, AUDIENCE, {
    [oauth.jwksCache]: { jwks, uat: now },
    requireDPoP: true,
    // Ours stands still.
    [oauth.clockSkew]: now - Math.floor(Date.now() / 1000),
  })
}

type Floor = (world: BenchWorld, next: () => Exchange) => () => void

/** One signature, taken apart in front of the clock, by a key that is imported. */
const floorOfSeen: Floor = (_world, next) => {
  const proofs = drained(next).map(({ made }) => takeApart(made))
  const key = createPublicKey({ key: proofs[0]?.header.jwk ?? fail(), format: 'jwk' })
  return () => {
    const { input, signature } = proofs.pop() ?? fail()
    check(input, key, signature)
  }
}

const floorOfNew: Floor = ({ key }, next) => {
  const signer = createPublicKey({ key: key.publicJwk, format: 'jwk' })
  return () => {
    const { token, made } = next()
    const [access, shown] = [takeApart(token), takeApart(made)]
    check(access.input, signer, access.signature)
    const holder = createPublicKey({ key: shown.header.jwk, format: 'jwk' })
    if (hash('sha256', token, 'base64url') !== shown.payload['ath'])
      throw new Error('another token')
    check(shown.input, holder, shown.signature)
  }
}

function tryNext(next: () => Exchange): Exchange | undefined {
  try {
    return next()
  } catch {
    return undefined
  }
}

function check(input: Buffer, key: ReturnType<typeof createPublicKey>, signature: Buffer): void {
  const options = { key, dsaEncoding: 'ieee-p1363' } as const
  if (!verify('sha256', input, options, signature)) throw new Error('a good signature is not')
}

function parse(text: string): unknown {
  return JSON.parse(Buffer.from(text, 'base64url').toString())
}

interface Parts {
  readonly header: { readonly jwk: ProofKey['publicJwk'] }
  readonly payload: Readonly<Record<string, unknown>>
  readonly input: Buffer
  readonly signature: Buffer
}

function takeApart(jwt: string): Parts {
  const [header = '', payload = '', signature = ''] = jwt.split('.')
  return {
    header: parse(header) as Parts['header'],
    payload: parse(payload) as Parts['payload'],
    input: Buffer.from(`${header}.${payload}`),
    signature: Buffer.from(signature, 'base64url'),
  }
}
