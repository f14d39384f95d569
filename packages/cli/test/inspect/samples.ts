import { createHash, generateKeyPairSync } from 'node:crypto'
import { signCompact } from '@countersign/testing'
import { inspect } from '../../src/inspect/inspect.js'

/** The moment of every test, in seconds. */
export const NOW = 1_800_000_000

/** The same for what wants milliseconds. */
export const clock = (): number => NOW * 1000

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })

export const GOOD = {
  iss: 'https://id.example.com',
  aud: 'https://rs.example',
  sub: 'u1',
  client_id: 'c1',
  scope: 'read',
  iat: NOW - 10,
  exp: NOW + 290,
  jti: 'j1',
  cnf: { jkt: 'A'.repeat(43) },
}
export const HEADER = { typ: 'at+jwt', alg: 'ES256', kid: 'k1' }

/** A good access token, but for what is said otherwise. */
export function token(claims: object = {}, header: object = {}): string {
  return raw(JSON.stringify({ ...GOOD, ...claims }), JSON.stringify({ ...HEADER, ...header }))
}

/** Whatever it is, signed. */
export function raw(payload: string | object, header: string | object = HEADER): string {
  return signCompact({ header, payload, key: privateKey, algorithm: 'ES256' })
}

/** What looks encrypted. */
export function jwe(header: object, segments = 'AAAA.AAAA.AAAA.AAAA'): string {
  return `${encoded(header)}.${segments}`
}

/** JSON in base64url. */
export function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** SHA-256 in base64url. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** What was found, as `id at`. */
export async function idsOf(text: string): Promise<{ wrong: string[]; unusual: string[] }> {
  const { tokens, findings, pairs } = await inspect(text, 'argument', NOW)
  const all = [...tokens, ...pairs].flatMap((one) => one.findings).concat(findings)
  const of = (severity: string): string[] =>
    all.filter((one) => one.severity === severity).map(({ id, at }) => `${id} ${at}`)
  return { wrong: of('wrong'), unusual: of('unusual') }
}
