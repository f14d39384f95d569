import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { Server, ServerSetup, World } from '../world.js'
import { createClient } from './clients.js'
import { expectInvalidProof } from './expect.js'

type Expected = readonly [publicUrl: string, taken: readonly string[], refused: readonly string[]]

const publicUrls: readonly Expected[] = [
  [
    'https://[2001:db8::1]:443',
    ['https://[2001:db8::1]/r', 'https://[2001:DB8:0:0:0:0:0:1]:443/r', 'https://[2001:0db8::1]/r'],
    [
      'https://[2001:db8::2]/r',
      'https://[2001:db8::1]:8443/r',
      'https://2001:db8::1/r',
      'https://[2001:db8::1%25eth0]/r',
      'https://[2001:db8::1]@rs.example/r',
      'https://[::]/r',
      'https://[]/r',
      'https://[2001:db8::1/r',
    ],
  ],
  [
    'https://api.example:8443/',
    ['https://api.example:8443/r', 'https://API.example:8443/r'],
    ['https://api.example/r', 'https://api.example:443/r', 'https://rs.example/r'],
  ],
  ['https://API.example', ['https://api.example/r'], ['https://rs.example/r']],
  ['http://localhost:80', ['http://localhost/r', 'http://localhost:80/r'], ['https://localhost/r']],
  ['http://[::1]:3000', ['http://[::1]:3000/r', 'http://[0:0::1]:3000/r'], ['http://[::1]/r']],
  ['https://192.0.2.1', ['https://192.0.2.1/r'], ['https://3221225985/r', 'https://192.0.513/r']],
  [
    'https://xn--bcher-kva.example',
    ['https://xn--bcher-kva.example/r', 'https://XN--BCHER-KVA.example/r'],
    ['https://b\u{fc}cher.example/r', 'https://b%C3%BCcher.example/r'],
  ],
  [
    'https://rs.example/base/',
    ['https://rs.example/base/r', 'https://rs.example/base/x/../r'],
    ['https://rs.example/r', 'https://rs.example/base//r', 'https://rs.example/base/base/r'],
  ],
]

/** RFC 9449 §4.3 #9: how an htu is read, and what it is held against. */
export const publicUrlCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-16', 'ATK-96'],
    title: 'holds htu against the configured URL: IPv6, ports, international names, base paths',
    run: (world) =>
      eachVariant(
        publicUrls,
        async ([publicUrl, taken, refused]) => {
          const server = await world.server({ key: `DPoP at ${publicUrl}`, options: { publicUrl } })
          await expectTargets(world, server, { taken, refused })
        },
        ([publicUrl]) => publicUrl,
      ),
  },
  {
    ids: ['DPOP-18'],
    title: 'asks for the external path where the routes are mounted',
    run: (world) =>
      eachVariant(mounts, async ([setup, taken, refused]) => {
        await expectTargets(world, await world.server(setup), { path: '/api/r', taken, refused })
      }),
  },
]

const mounts: readonly (readonly [ServerSetup, readonly string[], readonly string[]])[] = [
  [
    { key: 'mounted', mountPath: '/api' },
    ['https://rs.example/api/r', 'https://rs.example/api/./r'],
    ['https://rs.example/r', 'https://rs.example/api', 'https://rs.example/api/api/r'],
  ],
  [
    { key: 'mounted, trusting', mountPath: '/api', trustProxy: true },
    ['https://rs.example/api/r'],
    ['https://rs.example/r'],
  ],
  [
    {
      key: 'mounted below a prefix that a proxy strips',
      mountPath: '/api',
      options: { publicUrl: 'https://rs.example/v1' },
    },
    ['https://rs.example/v1/api/r'],
    ['https://rs.example/api/r', 'https://rs.example/v1/r', 'https://rs.example/r'],
  ],
]

/** Sends a proof for each URL with `GET`, and sees which ones are taken. */
export async function expectTargets(
  world: World,
  server: Server,
  expected: {
    readonly path?: string
    readonly claims?: Readonly<Record<string, unknown>>
    readonly taken: readonly string[]
    readonly refused: readonly string[]
  },
): Promise<void> {
  const { path = '/r', claims = {}, taken, refused } = expected
  const { send, proof } = await createClient(world, { claims })
  await eachVariant(refused, async (htu) => {
    expectInvalidProof(await server.request(send(proof({ claims: { htu } }), { path })))
  })
  await eachVariant(taken, async (htu) => {
    expectAccepted(await server.request(send(proof({ claims: { htu } }), { path })))
  })
}
