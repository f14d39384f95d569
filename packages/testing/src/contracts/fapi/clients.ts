import { createProofKey, proof, type ProofKey, type ProofOptions } from '../../index.js'
import { oncePerWorld } from '../attacks/once-per-world.js'
import { certificates } from '../mtls/certificates.js'
import type { ContractRequest, Server, ServerSetup, World } from '../world.js'

export const profile: ServerSetup = {
  key: 'fapi2',
  tls: true,
  options: ({ core }) => ({ profile: 'fapi2', certificate: core.tlsCertificate() }),
}

/** The same where clients have proofs alone. */
export const proofsOnly: ServerSetup = {
  key: 'fapi2 with DPoP alone',
  tls: true,
  options: { profile: 'fapi2' },
}

export const holderOf: (world: World) => Promise<ProofKey> = oncePerWorld(() => createProofKey())

/** `Authorization: DPoP` and a good proof by a key, with changes. */
export function proven(
  world: World,
  key: ProofKey,
  token: string,
  { path = '/r', method = 'GET', ...changes }: ContractRequest & Partial<ProofOptions> = {},
): ContractRequest {
  const url = `${world.audience}${path.split('?', 1)[0]}`
  const made = proof(key, { url, method, token, clock: world.clock, ...changes })
  return {
    path,
    method,
    headers: [
      ['Authorization', `DPoP ${token}`],
      ['DPoP', made],
    ],
  }
}

/** One request with a token that is bound to a key, and one with a token bound to a certificate. */
export async function bothClients(
  world: World,
  path = '/r',
  method = 'GET',
): Promise<readonly [byProof: ContractRequest, byCertificate: ContractRequest]> {
  const { idp } = world
  const holder = await holderOf(world)
  const { client: certificate } = await certificates(world)
  const bound = await idp.token({ cnf: { jkt: holder.thumbprint } })
  const token = await idp.token({ cnf: { 'x5t#S256': certificate.thumbprint } })
  return [proven(world, holder, bound, { path, method }), { token, certificate, path, method }]
}

/** A server of the profile that trusts another provider. */
export function profiledServer(world: World, key: string, issuer: string): Promise<Server> {
  const { core } = world
  return world.server({
    key: `fapi2 ${key}`,
    tls: true,
    options: { profile: 'fapi2', issuer, certificate: core.tlsCertificate() },
  })
}
