import { createHash, createPublicKey, type BinaryToTextEncoding } from 'node:crypto'
import type { TestCertificate } from '../../index.js'
import { eachNamed } from '../attacks/refused-tokens.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { certificates, overTls } from './certificates.js'

/** RFC 8705 §3.1: what a thumbprint is of, and how it is written. */
export const thumbprintCases: readonly ContractCase[] = [
  {
    ids: ['MTLS-03'],
    title: 'takes SHA-256 of the DER alone, as base64url without padding',
    async run(world) {
      const server = await world.server(overTls)
      const { client: certificate } = await certificates(world)
      const right = { 'x5t#S256': certificate.thumbprint }
      await eachNamed(confirmations(certificate), async (cnf) => {
        expectInvalidToken(
          await server.request({ token: await world.idp.token({ cnf }), certificate }),
        )
      })
      const cnf = { ...right, 'x5t#S384': 'not registered' }
      const token = await world.idp.token({ cnf })
      expectAccepted(await server.request({ token, certificate }))
    },
  },
]

function confirmations(certificate: TestCertificate): Readonly<Record<string, unknown>> {
  const { thumbprint: right, der, key } = certificate
  const publicKey = createPublicKey(key)
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const jwk = JSON.stringify(publicKey.export({ format: 'jwk' }))
  const bytes = Buffer.from(right, 'base64url')
  const values = {
    'in hex': bytes.toString('hex'),
    'in hex with colons': bytes.toString('hex').toUpperCase().match(/../g)?.join(':'),
    'in standard base64': bytes.toString('base64'),
    'with padding': `${right}=`,
    'with white space': ` ${right}`,
    'with a line end': `${right}\n`,
    'in small letters': right.toLowerCase(),
    'with stray bits': right.slice(0, -1) + strayBits(right.at(-1)),
    'cut short': right.slice(0, -1),
    'with more behind it': `${right}A`,
    'of the public key': digest('sha256', spki),
    'of the key as JWK': digest('sha256', jwk),
    'of the PEM': digest('sha256', certificate.certificate),
    'of itself': digest('sha256', bytes),
    'by SHA-1': digest('sha1', der),
    'by SHA-384': digest('sha384', der),
    'by SHA-512, cut': digest('sha512', der).slice(0, 43),
    'as a list': [right],
    'as an object': { value: right },
    'as a number': 1,
    empty: '',
    null: null,
  }
  const named = Object.entries(values).map(([name, value]) => [name, { 'x5t#S256': value }])
  return {
    ...Object.fromEntries(named),
    'x5t alone': { x5t: digest('sha1', der) },
    'x5t with SHA-256': { x5t: right },
    'a name in other letters': { 'x5t#s256': right },
    'another name': { 'x5t#S512': right },
    'beside a method that nobody checks': { 'x5t#S256': right, kid: 'k' },
    'beside the key of the certificate': { 'x5t#S256': right, jwk: JSON.parse(jwk) },
    'as the confirmation itself': right,
    'in a list': [{ 'x5t#S256': right }],
  }
}

function digest(
  algorithm: string,
  data: string | Uint8Array,
  encoding: BinaryToTextEncoding = 'base64url',
): string {
  return createHash(algorithm).update(data).digest(encoding)
}

// 43 characters hold two bits more than 32 bytes: decoders that pass over them see the same bytes.
function strayBits(last = 'A'): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet[alphabet.indexOf(last) + 1] ?? ''
}
