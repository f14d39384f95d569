import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { proven } from '../fapi/clients.js'
import { holderBy } from '../holders.js'
import { certificates } from '../mtls/certificates.js'
import { eachVariant } from '../variants.js'
import type { ContractRequest, Server, World } from '../world.js'
import { readDocument, WELL_KNOWN } from './document.js'

interface Told {
  readonly bearer_methods_supported: readonly string[]
  readonly dpop_signing_alg_values_supported?: readonly string[]
  readonly dpop_bound_access_tokens_required?: boolean
  readonly tls_client_certificate_bound_access_tokens?: boolean
}

type Setup = readonly [name: string, options: (world: World) => object, told: Told]

const algorithms = ['ES256', 'EdDSA']
const DPOP = { dpop_signing_alg_values_supported: algorithms }
const REQUIRED = { dpop_bound_access_tokens_required: true }
const MTLS = { tls_client_certificate_bound_access_tokens: true }
const HEADER = { bearer_methods_supported: ['header'] }
// Empty has a meaning here, and here alone (RFC 9728 §2): no bearer tokens.
const NONE = { bearer_methods_supported: [] }

const certificate = ({ core }: World): object => core.tlsCertificate()

const setups: readonly Setup[] = [
  ['bearer tokens alone', () => ({ dpop: 'refuse' }), HEADER],
  ['DPoP beside', () => ({ dpop: { algorithms } }), { ...HEADER, ...DPOP }],
  [
    'DPoP alone',
    () => ({ dpop: { mode: 'require', algorithms } }),
    { ...NONE, ...DPOP, ...REQUIRED },
  ],
  [
    'bound tokens without certificates',
    () => ({ dpop: { algorithms }, binding: 'require', sources: { body: true, query: true } }),
    { ...NONE, ...DPOP, ...REQUIRED },
  ],
  [
    'certificates alone',
    (world) => ({ dpop: 'refuse', binding: 'require', certificate: certificate(world) }),
    { ...HEADER, ...MTLS },
  ],
  [
    'everything',
    (world) => ({ dpop: { algorithms }, certificate: certificate(world) }),
    { ...HEADER, ...DPOP, ...MTLS },
  ],
  [
    'the profile fapi2',
    (world) => ({ profile: 'fapi2', dpop: { algorithms }, certificate: certificate(world) }),
    { ...HEADER, ...DPOP, ...MTLS },
  ],
  [
    'the profile fapi2 without certificates',
    () => ({ profile: 'fapi2', dpop: { algorithms } }),
    { ...NONE, ...DPOP, ...REQUIRED },
  ],
]

/** RFC 9728 §2: the members about bound tokens, and whether they are true. */
export const bindingMemberCases: readonly ContractCase[] = [
  {
    ids: ['PRM-06', 'PRM-08'],
    title: 'tells which bindings are taken, and leaves out what is not so',
    run: (world) =>
      eachSetup(world, async (server, told) => {
        const {
          resource: _resource,
          authorization_servers: _servers,
          ...document
        } = await readDocument(server, WELL_KNOWN)
        assert.deepEqual(document, told)
      }),
  },
  {
    ids: ['PRM-08'],
    title: 'takes bound tokens as the document says',
    run: (world) =>
      eachSetup(world, async (server, told) => {
        const isTaken = async (request: ContractRequest): Promise<boolean> =>
          (await server.request(request)).status === 200
        await eachVariant(['ES256', 'EdDSA', 'PS256'] as const, async (algorithm) => {
          const holder = await holderBy(world, algorithm)
          const token = await world.idp.token({ cnf: { jkt: holder.thumbprint } })
          const isTold = told.dpop_signing_alg_values_supported?.includes(algorithm) ?? false
          assert.equal(await isTaken(proven(world, holder, token)), isTold)
        })
        const { client } = await certificates(world)
        const cnf = { 'x5t#S256': client.thumbprint }
        const bound = { token: await world.idp.token({ cnf }), certificate: client }
        assert.equal(
          await isTaken(bound),
          told.tls_client_certificate_bound_access_tokens ?? false,
          'a token that is bound to a certificate',
        )
        const unbound = await world.idp.token()
        if (told.bearer_methods_supported.length > 0) return
        assert.equal(await isTaken({ token: unbound }), false, 'a bearer token')
        assert.equal(await isTaken({ path: `/r?access_token=${unbound}` }), false, 'in the query')
      }),
  },
]

async function eachSetup(
  world: World,
  check: (server: Server, told: Told) => Promise<void>,
): Promise<void> {
  await eachVariant(
    setups,
    async ([name, options, told]) => {
      const server = await world.server({
        key: `PRM-08 ${name}`,
        tls: true,
        options: { resource: { resource: 'https://rs.example' }, ...options(world) },
      })
      await check(server, told)
    },
    ([name]) => name,
  )
}
