import { createVerifier, type Authentication } from '@countersign/core'
import type { SigningAlgorithm } from '@countersign/issuer'
import { proof } from '@countersign/testing'
import type { TestClient } from './test-client.js'

const ORDERS = 'https://orders.example.com'

/** What an API makes of a token, and of a proof of the client: keys and all are found by discovery. */
export async function verified(
  issuer: string,
  client: TestClient,
  token: unknown,
  algorithm: SigningAlgorithm = 'ES256',
): Promise<Authentication> {
  const options = { issuer, audience: ORDERS, dpop: 'require', algorithms: [algorithm] } as const
  const verifier = createVerifier(options)
  const url = `${ORDERS}/17`
  const bearer = String(token)
  const dpop = proof(client.proofKey, { url, token: bearer })
  try {
    return await verifier.verifyRequest({
      method: 'GET',
      url: '/17',
      origin: ORDERS,
      headers: { authorization: `DPoP ${bearer}`, dpop },
      secure: true,
    })
  } finally {
    verifier.close()
  }
}
