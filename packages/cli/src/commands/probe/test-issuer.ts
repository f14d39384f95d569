import { randomBytes } from 'node:crypto'
import type { SigningAlgorithm } from '@countersign/issuer'
import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import { CommandError } from '../../command-error.js'
import { EXIT } from '../../exit-code.js'

const ALGORITHMS: readonly SigningAlgorithm[] = ['ES256', 'RS256', 'Ed25519']

/**
 * Starts an issuer on a port of loopback.
 *
 * Its keys have names that no run before had: an API that still keeps the keys of that run has to ask for these.
 */
export async function startTestIssuer({
  port,
  audience,
  algorithm,
}: {
  readonly port: number
  readonly audience: string
  readonly algorithm?: SigningAlgorithm
}): Promise<TestIdentityProvider> {
  const provider = await createTestIdentityProvider({ port, audience, algorithms: [] }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new CommandError(`Cannot listen on port ${port}: ${error.code ?? 'unknown error'}`, {
        exitCode: EXIT.undecided,
      })
    },
  )
  const run = randomBytes(4).toString('hex')
  for (const each of algorithm === undefined ? ALGORITHMS : [algorithm]) {
    await provider.addKey(each, { kid: `${each.toLowerCase()}-${run}` })
  }
  return provider
}
