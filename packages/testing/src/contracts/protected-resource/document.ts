import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectMisconfigured } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { Answer, Server, ServerSetup, World } from '../world.js'

export const WELL_KNOWN = '/.well-known/oauth-protected-resource'

/** RFC 9728 §2 and §3: the document, and where it is. */
export const documentCases: readonly ContractCase[] = [
  {
    ids: ['PRM-01', 'PRM-05'],
    title: 'serves the document without authentication, the resource byte for byte',
    async run(world) {
      const server = await world.server(withResource('https://rs.example'))
      const document = await readDocument(server, WELL_KNOWN)
      assert.equal(document['resource'], 'https://rs.example')
      assert.deepEqual(document['authorization_servers'], [world.idp.issuer])
      const head = await server.request({ method: 'HEAD', path: WELL_KNOWN })
      assert.equal(head.status, 200)
    },
  },
  {
    ids: ['PRM-02'],
    title: 'puts the well-known path between host and path, outside of a mount',
    async run(world) {
      const server = await world.server(mounted)
      const document = await readDocument(server, `${WELL_KNOWN}/api/v1`)
      assert.equal(document['resource'], 'https://rs.example/api/v1')
    },
  },
  {
    ids: ['PRM-03'],
    title: 'serves it in no other place',
    async run(world) {
      const server = await world.server(mounted)
      const places = [`/api/v1${WELL_KNOWN}`, WELL_KNOWN, `${WELL_KNOWN}/other`]
      const alike = [`${WELL_KNOWN}/api`, `${WELL_KNOWN}/api/v1/x`, `${WELL_KNOWN}/api/v12`]
      await eachVariant([...places, ...alike, `${WELL_KNOWN}/api/V1`], async (path) => {
        assert.equal((await server.get(path)).status, 404)
      })
    },
  },
  {
    ids: ['PRM-04', 'PRM-05'],
    title: 'drops the slash that ends the host, keeps the query, and rewrites nothing',
    async run(world) {
      const resources = [
        ['https://rs.example/', WELL_KNOWN],
        ['https://rs.example/r?t=a', `${WELL_KNOWN}/r?t=a`],
        ['https://rs.example/a/', `${WELL_KNOWN}/a/`],
        ['https://RS.example:443/%7Eu', `${WELL_KNOWN}/%7Eu`],
      ] as const
      await eachVariant(resources, async ([resource, path]) => {
        const server = await world.server(withResource(resource))
        assert.equal((await readDocument(server, path))['resource'], resource)
      })
      const withQuery = await world.server(withResource('https://rs.example/r?t=a'))
      await eachVariant(['', '?t=b', '?t=a&u=1', '?T=a'], async (query) => {
        assert.equal((await withQuery.get(`${WELL_KNOWN}/r${query}`)).status, 404)
      })
    },
  },
  {
    ids: ['PRM-06'],
    title: 'leaves members without values out',
    async run(world) {
      const resource = 'https://rs.example'
      const setups = [
        withResource(resource),
        withResource(resource, { scopesSupported: [], authorizationServers: [] }, 'empty'),
      ]
      await eachVariant(setups, async (setup) => {
        const document = await readDocument(await world.server(setup), WELL_KNOWN)
        for (const [name, value] of Object.entries(document)) {
          assert.notEqual(value, null, name)
          if (name !== 'bearer_methods_supported') assert.notDeepEqual(value, [], name)
        }
      })
    },
  },
  {
    ids: ['PRM-07'],
    title: 'starts with no resource and no key address that is not https or has a fragment',
    async run(world) {
      const resource = 'https://rs.example'
      const wrong = [
        [{ resource: 'http://rs.example' }, 'resource.resource'],
        [{ resource: 'https://rs.example#x' }, 'resource.resource'],
        [{ resource: 'https://rs.example/#' }, 'resource.resource'],
        [{ resource: 'rs' }, 'resource.resource'],
        [{ resource: 'urn:example:rs' }, 'resource.resource'],
        [{}, 'resource.resource'],
        [{ resource, jwksUri: 'http://rs.example/jwks' }, 'resource.jwksUri'],
        [{ resource, jwksUri: 'jwks' }, 'resource.jwksUri'],
        [
          { resource, authorizationServers: ['http://as.example'] },
          'resource.authorizationServers',
        ],
        [{ resource, scopesSupported: ['a b'] }, 'resource.scopesSupported'],
        [{ resource, documentation: 'no URL' }, 'resource.documentation'],
        [{ resource, scopes: [] }, 'resource.scopes'],
      ] as const
      const { core, idp, audience } = world
      await eachVariant(wrong, async ([given, option]) => {
        expectMisconfigured(core, { issuer: idp.issuer, audience, resource: given }, option)
      })
    },
  },
  {
    ids: ['PRM-08'],
    title: 'tells how tokens are really taken',
    async run(world) {
      const resource = { resource: 'https://rs.example', scopesSupported: ['read', 'write'] }
      const bodyAndQuery = {
        key: 'PRM-08',
        options: { resource, sources: { body: true, query: true } },
      }
      const all = await readDocument(await world.server(bodyAndQuery), WELL_KNOWN)
      assert.deepEqual(all['bearer_methods_supported'], ['header', 'body', 'query'])
      assert.deepEqual(all['scopes_supported'], ['read', 'write'])

      const plain = await world.server(withResource('https://rs.example'))
      const document = await readDocument(plain, WELL_KNOWN)
      assert.deepEqual(document['bearer_methods_supported'], ['header'])
      assert.equal((await plain.get(`/r?access_token=${await world.idp.token()}`)).status, 401)
    },
  },
  {
    ids: ['PRM-12'],
    title: 'answers GET and HEAD alone, to scripts of any origin',
    async run(world) {
      const server = await world.server(withResource('https://rs.example'))
      await eachVariant(['POST', 'PUT', 'DELETE'], async (method) => {
        const answer = await server.request({ method, path: WELL_KNOWN })
        assert.equal(answer.status, 405)
        assert.match((answer.headers['allow'] ?? []).join(','), /\bGET\b/)
      })
      const origin = ['Origin', 'https://app.example'] as const
      const answer = await server.get(WELL_KNOWN, undefined, [origin])
      assert.equal(answer.status, 200)
      assert.deepEqual(answer.headers['access-control-allow-origin'], ['*'])
      const preflight = await server.request({
        method: 'OPTIONS',
        path: WELL_KNOWN,
        headers: [origin, ['Access-Control-Request-Method', 'GET']],
      })
      assert.ok([200, 204].includes(preflight.status))
      assert.ok(preflight.headers['access-control-allow-origin'])
    },
  },
  {
    ids: ['PRM-13'],
    title: 'gives each resource of one host a document and a challenge of its own',
    run: (world) =>
      eachVariant(['a', 'b'], async (name) => {
        const resource = `https://rs.example/${name}`
        const server = await world.server({
          ...withResource(resource),
          mountPath: `/${name}`,
        })
        const document = await readDocument(server, `${WELL_KNOWN}/${name}`)
        assert.equal(document['resource'], resource)
        const other = name === 'a' ? 'b' : 'a'
        assert.equal((await server.get(`${WELL_KNOWN}/${other}`)).status, 404)
        const [challenge] = (await server.get(`/${name}/r`)).challenges
        assert.equal(
          challenge?.params['resource_metadata'],
          `https://rs.example${WELL_KNOWN}/${name}`,
        )
      }),
  },
]

const mounted: ServerSetup = {
  key: 'PRM mounted',
  options: { resource: { resource: 'https://rs.example/api/v1' } },
  mountPath: '/api/v1',
}

/** The fixture for one resource identifier. */
export function withResource(resource: string, more: object = {}, note = ''): ServerSetup {
  return { key: `resource ${resource} ${note}`, options: { resource: { resource, ...more } } }
}

export function mountedServer(world: World): Promise<Server> {
  return world.server(mounted)
}

export async function readDocument(server: Server, path: string): Promise<Record<string, unknown>> {
  const answer: Answer = await server.get(path)
  assert.equal(answer.status, 200, `answered ${answer.status} at ${path}`)
  const [contentType = ''] = answer.headers['content-type'] ?? []
  assert.match(contentType, /^application\/json(?:;|$)/i)
  return JSON.parse(answer.body) as Record<string, unknown>
}
