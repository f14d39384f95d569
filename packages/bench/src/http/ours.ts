import { createVerifier, type Verifier } from '@countersign/core'
import type { Trusted } from './trusted.js'

/** As the READMEs have it, with its keys fetched. */
export async function readyVerifier({ issuer, audience, dpop }: Trusted): Promise<Verifier> {
  const verifier = createVerifier({ issuer, audience, ...(dpop && { dpop: 'require' }) })
  await verifier.ready()
  return verifier
}
