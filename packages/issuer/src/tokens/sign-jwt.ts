import { SignJWT, type JWTPayload } from 'jose'
import { isSigningAlgorithm } from '../algorithms.js'
import { signingKeyOf, type KeySource } from '../key-source.js'

/** Signs claims by the key of the moment. `typ` keeps one kind of JWT from being taken for another. */
export async function signJwt(keys: KeySource, typ: string, claims: JWTPayload): Promise<string> {
  const { algorithm, kid, privateKey } = await signingKeyOf(keys)
  if (!isSigningAlgorithm(algorithm)) {
    throw new TypeError('"keys" must use supported asymmetric algorithms')
  }
  return new SignJWT(claims).setProtectedHeader({ typ, alg: algorithm, kid }).sign(privateKey)
}
