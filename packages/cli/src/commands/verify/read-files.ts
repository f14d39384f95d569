import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { JWK } from 'jose'
import { CommandError } from '../../command-error.js'
import { EXIT } from '../../exit-code.js'
import { isMembers } from '../../inspect/members.js'
import type { Io } from '../../io.js'
import { readTextBounded } from '../../read-bounded.js'
import { safeText } from '../../terminal/safe-text.js'

/** Reads the certificate of a client; throws a CommandError. */
export async function readCertificate(
  path: string,
  io: Pick<Io, 'signal'>,
): Promise<X509Certificate> {
  const text = await readTextBounded(path, io)
  try {
    return new X509Certificate(text)
  } catch {
    throw new CommandError(`${safeText(path)} holds no certificate`, { exitCode: EXIT.undecided })
  }
}

/** Reads private keys for decryption: a JWK, a set of them, or PEM. Throws a CommandError. */
export async function readDecryptionKeys(
  path: string,
  io: Pick<Io, 'signal'>,
): Promise<readonly JWK[]> {
  const text = await readTextBounded(path, io)
  try {
    if (text.includes('-----BEGIN')) return [createPrivateKey(text).export({ format: 'jwk' })]
    const value: unknown = JSON.parse(text)
    if (isMembers(value)) {
      return Array.isArray(value['keys']) ? (value['keys'] as JWK[]) : [value]
    }
  } catch {
    // What the parser says may quote the key.
  }
  throw new CommandError(`${safeText(path)} holds no private key`, {
    exitCode: EXIT.undecided,
    hint: 'A JWK, a JWK Set, or PEM without a passphrase.',
  })
}
