import {
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'

/** Whether what one half does, the other one undoes. */
export function isPair(privateKey: KeyObject, publicKey: KeyObject): boolean {
  try {
    switch (publicKey.asymmetricKeyType) {
      case 'x25519':
        return agrees(privateKey, publicKey, generateKeyPairSync('x25519'))
      case 'x448':
        return agrees(privateKey, publicKey, generateKeyPairSync('x448'))
      case 'ed25519':
      case 'ed448':
        return signs(privateKey, publicKey, undefined)
      default:
        return signs(privateKey, publicKey, 'sha256')
    }
  } catch {
    return false
  }
}

function signs(privateKey: KeyObject, publicKey: KeyObject, hash: string | undefined): boolean {
  const text = randomBytes(32)
  return verify(hash, text, publicKey, sign(hash, text, privateKey))
}

function agrees(
  privateKey: KeyObject,
  publicKey: KeyObject,
  other: { readonly privateKey: KeyObject; readonly publicKey: KeyObject },
): boolean {
  const ours = diffieHellman({ privateKey, publicKey: other.publicKey })
  const theirs = diffieHellman({ privateKey: other.privateKey, publicKey })
  return ours.equals(theirs)
}
