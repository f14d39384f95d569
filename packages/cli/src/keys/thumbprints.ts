import { calculateJwkThumbprint, type JWK } from 'jose'
import { CommandError } from '../command-error.js'
import { certificateThumbprint } from './certificate-thumbprint.js'
import { importKey, type AskPassphrase } from './import-key.js'
import { publicJwk } from './key-texts.js'
import type { KeyEntry } from './read-entries.js'

/** The names that a key has by what it is. */
export interface Thumbprints {
  readonly kid: string | undefined
  readonly kty: string
  readonly crv: string | undefined
  /** SHA-256 of the key (RFC 7638): also the `jkt` of RFC 9449. */
  readonly jkt: string
  /** The same as a URI (RFC 9278). */
  readonly uri: string
  /** SHA-256 of the certificate, where it is one: the `x5t#S256` of RFC 8705. */
  readonly x5tS256: string | undefined
}

const PREFIX = 'urn:ietf:params:oauth:jwk-thumbprint:sha-256:'

/** Throws a CommandError for what is no key, and for a symmetric one. */
export async function thumbprintsOf(entry: KeyEntry, ask: AskPassphrase): Promise<Thumbprints> {
  const jwk = await jwkOf(entry, ask)
  const jkt = await thumbprint(jwk)
  return {
    kid: jwk.kid,
    kty: String(jwk.kty),
    crv: jwk.crv,
    jkt,
    uri: PREFIX + jkt,
    x5tS256: entry.form === 'certificate' ? certificateThumbprint(entry.certificate) : undefined,
  }
}

/** Its strength is of no matter here, so that a JWK is taken by its members. */
async function jwkOf(entry: KeyEntry, ask: AskPassphrase): Promise<JWK> {
  if (entry.form !== 'jwk') return publicJwk((await importKey(entry, ask)).key)
  const { kid } = entry.jwk
  const { kid: _, ...jwk } = entry.jwk as JWK
  return { ...jwk, ...(typeof kid === 'string' && { kid }) }
}

async function thumbprint(jwk: JWK): Promise<string> {
  if (jwk.kty === 'oct') {
    // RFC 7638 §7: whoever sees it can try secrets.
    throw new CommandError('The thumbprint of a symmetric key would help to guess it')
  }
  try {
    return await calculateJwkThumbprint(jwk)
  } catch {
    throw new CommandError('The JWK lacks what a key of its type is made of (RFC 7638 §3.2)')
  }
}
