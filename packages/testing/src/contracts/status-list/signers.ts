import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import {
  expectAccepted,
  expectInvalidToken,
  expectMisconfigured,
  expectUnavailable,
} from '../expect.js'
import { eachVariant } from '../variants.js'
import { answerAt, PAUSE } from './tokens-at.js'

/** Whose lists are relied on. */
export const signerCases: readonly ContractCase[] = [
  {
    ids: [],
    title: 'takes lists that somebody else signs, where it was told who, and then no others',
    async run(world) {
      const status = await world.provider({ algorithms: ['ES256'] })
      const [list, own] = [await world.statusList({}, status), await world.statusList()]
      const { issuer, jwksUri, jwks } = status
      const named = [{ issuer }, { issuer, keys: new URL(jwksUri) }, { issuer, keys: jwks }]
      const nameless = [{ keys: new URL(jwksUri) }, { keys: jwks }]
      await eachVariant([...named, ...nameless], async (statusList) => {
        const key = `status lists by ${JSON.stringify(statusList)}`
        const server = await world.server({ key, options: { statusList } })
        list.publish(list.token())
        expectAccepted(await answerAt(world, list, 0, server))
        expectInvalidToken(await answerAt(world, own, 0, server))
      })
      // A list that says who has signed it is by nobody else.
      list.publish(list.token({ claims: { iss: issuer } }))
      await eachVariant([...named, ...nameless], async (statusList) => {
        const key = `named status lists by ${JSON.stringify(statusList)}`
        const server = await world.server({ key, options: { statusList } })
        const answer = await answerAt(world, list, 0, server)
        if ('issuer' in statusList) expectAccepted(answer)
        else expectInvalidToken(answer)
      })
      expectInvalidToken(await answerAt(world, list))
      expectAccepted(await answerAt(world, own))
    },
  },
  {
    ids: [],
    title: 'has lists of each issuer signed by that issuer, by the keys that it has then',
    async run(world) {
      const [one, two] = [
        await world.provider({ algorithms: ['ES256'] }),
        await world.provider({ algorithms: ['ES256'] }),
      ]
      const issuer = [one.issuer, two.issuer]
      const server = await world.server({ key: 'lists of two issuers', options: { issuer } })
      const list = await world.statusList({ ttl: 5, lifetime: 60 }, one)
      const ask = async (idp: typeof one) =>
        server.request({ token: await idp.token({ status: list.claim(0) }), outage: true })
      expectAccepted(await ask(one))
      // The very list that is kept for the other one.
      expectInvalidToken(await ask(two))
      expectAccepted(await ask(one))
      assert.equal(list.requests.length, 2)

      const key = await one.addKey('ES256')
      one.removeKey('es1')
      // The keys in use may be some minutes old.
      world.clock.advance(3600)
      const token = await one.token({ status: list.claim(0) }, { key })
      list.publish(list.token())
      const answer = await server.request({ token, outage: true })
      expectInvalidToken(answer)
      list.publish(list.token({ key }))
      world.clock.advance(PAUSE)
      expectAccepted(await server.get('/r', await one.token({ status: list.claim(0) }, { key })))
    },
  },
  {
    ids: [],
    title: 'calls it an outage where the keys of a list cannot be had',
    async run(world) {
      const status = await world.provider({ algorithms: ['ES256'] })
      const list = await world.statusList({}, status)
      const options = { statusList: { issuer: status.issuer } }
      const server = await world.server({ key: 'status signer away', options })
      status.fault('all', { status: 500 })
      expectUnavailable(await answerAt(world, list, 0, server))
      status.fault('all', undefined)
      world.clock.advance(PAUSE)
      expectAccepted(await answerAt(world, list, 0, server))
    },
  },
  {
    ids: [],
    title: 'refuses options of status lists that make no sense',
    async run({ core, idp, audience }) {
      const wrong: readonly (readonly [unknown, string])[] = [
        [true, 'statusList'],
        [null, 'statusList'],
        ['lists', 'statusList'],
        [{ uri: 'x' }, 'statusList.uri'],
        [{ ttl: 0 }, 'statusList.ttl'],
        [{ ttl: Number.NaN }, 'statusList.ttl'],
        [{ ttl: 86_401 }, 'statusList.ttl'],
        [{ onUnavailable: true }, 'statusList.onUnavailable'],
        [{ accept: 3 }, 'statusList.accept'],
        [{ keys: 'https://status.example/jwks' }, 'statusList.keys'],
        [{ keys: { keys: [] } }, 'statusList.keys'],
        [{ keys: new URL('http://status.example/jwks') }, 'statusList.keys'],
        [{ issuer: 'http://status.example' }, 'statusList.issuer'],
      ]
      await eachVariant(wrong, async ([statusList, option]) => {
        expectMisconfigured(core, { issuer: idp.issuer, audience, statusList }, option)
        const issuer = [{ issuer: idp.issuer, statusList }]
        expectMisconfigured(core, { issuer, audience }, `issuer[0].${option}`)
      })
    },
  },
]
