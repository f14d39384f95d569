import assert from 'node:assert/strict'
import { expectOnlyProviderFetched, WATCHED_SERVER } from '../attacks/outbound.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'
import { expectTaken } from './tokens-at.js'

const BEYOND = [16, 17, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1, 2 ** 53, 1e300]

const BAD_URIS = [
  1,
  null,
  {},
  '',
  'statuslists/1',
  '//status.example/1',
  'file:///etc/passwd',
  'http://169.254.169.254',
  'http://169.254.169.254/latest/meta-data/',
  'http://status.example/1',
  'ftp://127.0.0.1/1',
  'data:application/statuslist+jwt,x',
  'https:status.example/1',
  'https://user:secret@status.example/1',
  'https://status.example/1#list',
  'https://status.example/ 1',
]

/** Draft §6: what a token says of where its status is. */
export const referenceCases: readonly ContractCase[] = [
  {
    ids: ['TSL-04'],
    title: 'takes no token whose index is beyond the list',
    async run(world) {
      const list = await world.statusList({ size: 16 })
      await expectTaken(world, list, 0, true)
      await expectTaken(world, list, 15, true)
      await eachVariant(BEYOND, async (index) => {
        await expectTaken(world, list, index, false)
      })
    },
  },
  {
    ids: ['TSL-05'],
    title: 'takes no index that is no whole number from 0 on',
    async run(world) {
      const list = await world.statusList()
      const server = await world.server()
      const { uri } = list
      await eachVariant([-1, 1.5, '1', null, true, [1], undefined], async (idx) => {
        const token = await world.idp.token({ status: { status_list: { idx, uri } } })
        expectInvalidToken(await server.get('/r', token))
      })
      assert.equal(list.requests.length, 0, 'a list was fetched for nothing')
    },
  },
  {
    ids: ['TSL-05'],
    title: 'fetches from no address that no list of the issuer’s can have',
    async run(world) {
      const server = await world.server(WATCHED_SERVER)
      await eachVariant([...BAD_URIS, undefined], async (uri) => {
        const token = await world.idp.token({ status: { status_list: { idx: 0, uri } } })
        expectInvalidToken(await server.get('/r', token))
      })
      expectOnlyProviderFetched(world)
    },
  },
  {
    ids: ['TSL-05'],
    title: 'takes no status that names no list',
    async run(world) {
      const list = await world.statusList()
      const server = await world.server()
      const status = list.claim(0)
      const bad = [null, 'active', 1, [], [status], {}, { status_list: null }, { status_list: [] }]
      const other = { identifier_list: { id: '1', uri: list.uri } }
      await eachVariant([...bad, other, { StatusList: status.status_list }], async (one) => {
        expectInvalidToken(await server.get('/r', await world.idp.token({ status: one })))
      })
      assert.equal(list.requests.length, 0)
      // Another way to look it up may stand beside the one that we know.
      const both = { ...status, ...other }
      expectAccepted(await server.get('/r', await world.idp.token({ status: both })))
    },
  },
  {
    ids: ['ATK-100'],
    title: 'is led nowhere by a status claim',
    async run(world) {
      const server = await world.server(WATCHED_SERVER)
      const { idp } = world
      const uris = ['file:///etc/passwd', 'http://169.254.169.254/latest/meta-data/']
      const tokens = [
        ...uris.map((uri) => ({ idx: 0, uri })),
        ...[-1, 2 ** 53].map((idx) => ({ idx, uri: `${idp.issuer}/statuslists/1` })),
      ]
      await eachVariant(tokens, async (reference) => {
        const token = await idp.token({ status: { status_list: reference } })
        expectInvalidToken(await server.get('/r', token))
      })
      expectOnlyProviderFetched(world)
      assert.ok(!idp.requests.some(({ url }) => url.includes('statuslists')))
    },
  },
]
