import { deflateSync } from 'node:zlib'
import type { ContractCase } from '../case.js'
import { expectMisconfigured } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { ServerSetup } from '../world.js'
import { expectTaken, tokenAt } from './tokens-at.js'

const APPLICATION_STATUSES = [0x03, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f]

const accepting: ServerSetup = {
  key: 'statuses of the application',
  options: { statusList: { accept: APPLICATION_STATUSES } },
}

/** Draft §11.1, and lists of 4 and 8 bits: what is in them, in the order of the index. */
const VECTORS = [
  { bits: 1, lst: 'eNrbuRgAAhcBXQ', statuses: [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1] },
  { bits: 2, lst: 'eNo76fITAAPfAgc', statuses: [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3] },
  { bits: 4, lst: compressed(0x21, 0xf0, 0x03), statuses: [1, 2, 0, 15, 3, 0] },
  { bits: 8, lst: compressed(0x00, 0x01, 0x03, 0xff), statuses: [0, 1, 3, 255] },
] as const

function compressed(...bytes: number[]): string {
  return deflateSync(Uint8Array.from(bytes)).toString('base64url')
}

/** Draft §4.1, §7.1: what is in a list. */
export const statusCases: readonly ContractCase[] = [
  {
    ids: ['TSL-01'],
    title: 'takes VALID, and neither INVALID nor SUSPENDED',
    async run(world) {
      const list = await world.statusList({ bits: 2 })
      list.set(1, 1)
      list.set(2, 2)
      await eachVariant([0, 1, 2, 3], async (index) => {
        await expectTaken(world, list, index, index === 0 || index === 3)
      })
    },
  },
  {
    ids: ['TSL-02'],
    title: 'takes no other status, unless it is one of the application’s that is named',
    async run(world) {
      const list = await world.statusList({ bits: 8 })
      const statuses = [...APPLICATION_STATUSES, 0x01, 0x02, 0x04, 0x0a, 0x10, 0x80, 0xff]
      for (const status of statuses) list.set(status, status)
      const lenient = await world.server(accepting)
      await eachVariant(statuses, async (status) => {
        await expectTaken(world, list, status, false)
        const isNamed = APPLICATION_STATUSES.includes(status)
        await expectTaken(world, list, status, isNamed, lenient)
      })
      await expectTaken(world, list, 0, true, lenient)
      const { idp, audience, core } = world
      await eachVariant([0, 1, 2, 4, 0x10, 0xff, -1, 3.5, '3', null, undefined], async (status) => {
        const options = { issuer: idp.issuer, audience, statusList: { accept: [status] } }
        expectMisconfigured(core, options, 'statusList.accept')
      })
    },
  },
  {
    ids: ['TSL-03'],
    title: 'reads the statuses of a byte from its least significant bits on',
    async run(world) {
      const lenient = await world.server(accepting)
      await eachVariant(
        VECTORS,
        async ({ bits, lst, statuses }) => {
          const list = await world.statusList()
          list.publish(list.token({ claims: { status_list: { bits, lst } } }))
          await eachVariant([...statuses.entries()], async ([index, status]) => {
            await expectTaken(world, list, index, status === 0)
            const isNamed = APPLICATION_STATUSES.includes(status)
            await expectTaken(world, list, index, status === 0 || isNamed, lenient)
          })
        },
        ({ bits }) => `${bits} bits`,
      )
    },
  },
  {
    ids: ['TSL-01'],
    title: 'looks the status of a token up with each request, known token or not',
    async run(world) {
      const { clock } = world
      const list = await world.statusList({ ttl: 5 })
      const server = await world.server()
      const token = await tokenAt(world, list, 7)
      const statuses = [0, 0, 1, 0, 1]
      await eachVariant(statuses, async (status) => {
        list.set(7, status)
        clock.advance(6)
        const answer = await server.get('/r', token)
        if (answer.status !== (status === 0 ? 200 : 401)) throw new Error(`was ${answer.status}`)
      })
    },
  },
  {
    ids: [],
    title: 'ignores the claim of an issuer where it was told to',
    async run(world) {
      const list = await world.statusList()
      list.set(0, 1)
      const setup = { key: 'status ignored', options: { statusList: false } }
      await expectTaken(world, list, 0, true, await world.server(setup))
      await expectTaken(world, list, 0, false)
    },
  },
]
