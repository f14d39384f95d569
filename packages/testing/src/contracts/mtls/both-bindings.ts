import { createProofKey, proof } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken, expectRefused } from '../expect.js'
import type { ContractRequest } from '../world.js'
import { certificates, overTls } from './certificates.js'
import { expectError } from './expect-error.js'

/** RFC 9449 §6, RFC 8705 §3: a token with both bindings needs both. */
export const bothBindingsCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-56'],
    title: 'asks for the proof and for the certificate where a token is bound to both',
    async run(world) {
      const server = await world.server(overTls)
      const { client, other } = await certificates(world)
      const [holder, stranger] = [await createProofKey(), await createProofKey()]
      const cnf = { jkt: holder.thumbprint, 'x5t#S256': client.thumbprint }
      const token = await world.idp.token({ cnf })
      const url = `${world.audience}/r`
      const made = (key = holder): string => proof(key, { url, token, clock: world.clock })
      const withProof = (dpop: string): ContractRequest => ({
        headers: [
          ['Authorization', `DPoP ${token}`],
          ['DPoP', dpop],
        ],
      })

      const unused = made()
      const invalidToken = { status: 401, error: 'invalid_token' } as const
      expectError(await server.request(withProof(unused)), 'DPoP', invalidToken)
      expectError(
        await server.request({ ...withProof(unused), certificate: other }),
        'DPoP',
        invalidToken,
      )
      // The proof was not used up by requests whose certificate was wrong.
      expectAccepted(await server.request({ ...withProof(unused), certificate: client }))

      const invalidProof = { status: 401, error: 'invalid_dpop_proof' } as const
      const [authorization] = withProof('').headers ?? []
      const without = { headers: authorization ? [authorization] : [], certificate: client }
      expectError(await server.request(without), 'DPoP', invalidProof)
      expectError(
        await server.request({ ...withProof(unused), certificate: client }),
        'DPoP',
        invalidProof,
      )
      expectError(
        await server.request({ ...withProof(made(stranger)), certificate: client }),
        'DPoP',
        invalidToken,
      )

      expectInvalidToken(await server.request({ token, certificate: client }))
      expectInvalidToken(await server.request({ token }))
      expectRefused(
        await server.request({ token, headers: [['DPoP', made()]], certificate: client }),
        invalidToken,
      )
    },
  },
]
