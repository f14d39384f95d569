import type { ContractCase } from '../case.js'
import { createClient } from '../dpop/clients.js'
import { expectInvalidDpopToken } from '../dpop/expect.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'
import { seal } from './encrypt.js'
import { encryptedServer, serverKeysOf } from './server-keys.js'

/** RFC 9068 §4: where tokens are encrypted, those that are not are refused. */
export const requiredEncryptionCases: readonly ContractCase[] = [
  {
    ids: ['AT-10', 'JOSE-40'],
    title: 'refuses a signed token where encrypted ones were agreed',
    async run(world) {
      const { idp } = world
      const server = await world.server(encryptedServer)
      await eachVariant([...idp.keys.keys()], async (key) => {
        const token = await idp.token({}, { key })
        expectInvalidToken(await server.get('/r', token))
        expectAccepted(await server.get('/r', await seal(world, token)))
        // Also once it is known, from inside.
        expectInvalidToken(await server.get('/r', token))
        expectInvalidToken(await server.get('/optional', token))
      })
      const client = await createClient(world)
      expectInvalidDpopToken(await server.request(client.request()))
    },
  },
  {
    ids: [],
    title: 'takes both as long as it is told to',
    async run(world) {
      const keys = [...serverKeysOf(world).values()].map(({ jwk }) => jwk)
      const decryption = { keys: () => keys, required: false }
      const server = await world.server({ key: 'encryption rolls out', options: { decryption } })
      const token = await world.idp.token()
      expectAccepted(await server.get('/r', token))
      expectAccepted(await server.get('/r', await seal(world, token)))
      expectInvalidToken(await server.get('/r', `${token}A`))
    },
  },
]
