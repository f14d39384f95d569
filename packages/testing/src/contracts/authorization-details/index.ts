import type { ContractCase } from '../case.js'
import { expectAccepted, expectForbidden, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { Answer, World } from '../world.js'

const grant = { type: 'account', actions: ['read'], identifier: '1' }

/** Rows RAR: RFC 9396. The route asks for reading the account in its path. */
export const authorizationDetailsCases: readonly ContractCase[] = [
  {
    ids: ['RAR-01'],
    title: 'grants what the authorization details grant, and no more',
    async run(world) {
      expectAccepted(await send(world, [grant]))
      expectAccepted(
        await send(world, [{ type: 'other' }, { ...grant, actions: ['list', 'read'] }]),
      )
      const others = [
        [{ ...grant, identifier: '2' }],
        [{ ...grant, actions: ['list'] }],
        [{ ...grant, type: 'payment' }],
        [{ type: 'account', identifier: '1' }],
        [
          { ...grant, actions: ['list'] },
          { ...grant, identifier: '2' },
        ],
        [],
        undefined,
      ]
      await eachVariant(others, async (details) => expectForbidden(await send(world, details)))
    },
  },
  {
    ids: ['RAR-02'],
    title: 'takes nothing from unknown types, or from members that it does not know',
    run: (world) =>
      eachVariant(
        [
          [{ type: 'x' }],
          [{ ...grant, type: 'account_information' }],
          [{ ...grant, limitedTo: 'balances' }],
          [{ ...grant, identifiers: ['1'], identifier: undefined }],
        ],
        async (details) => expectForbidden(await send(world, details)),
      ),
  },
  {
    ids: ['RAR-03'],
    title: 'refuses a token whose details are not a list of objects with a type',
    run: (world) =>
      eachVariant(
        [
          {},
          'x',
          [1],
          [{}],
          [{ type: 1 }],
          [{ ...grant, actions: 'read' }],
          null,
          [null],
          [[grant]],
          [{ ...grant, actions: [1] }],
          [grant, { type: null }],
          grant,
        ],
        async (details) => {
          expectInvalidToken(await send(world, details))
          expectInvalidToken(await send(world, details, '/r'))
        },
      ),
  },
  {
    ids: ['RAR-04'],
    title: 'compares strings exactly, without any normalisation',
    async run(world) {
      const others = [
        { ...grant, type: 'Account' },
        { ...grant, actions: ['READ'] },
        { ...grant, type: 'account ' },
        { ...grant, actions: ['re\u{301}ad'] },
        { ...grant, identifier: '01' },
        { ...grant, identifier: '\u{ff11}' },
        { ...grant, locations: [`${world.audience}/`] },
      ]
      await eachVariant(others, async (detail) => expectForbidden(await send(world, [detail])))
      const composed = await send(world, [{ ...grant, identifier: '\u{e9}' }], '/rar/acct/e%CC%81')
      expectForbidden(composed)
    },
  },
  {
    ids: ['RAR-05'],
    title: 'counts no details that are for another resource',
    async run(world) {
      const at = (...locations: string[]): readonly object[] => [{ ...grant, locations }]
      expectForbidden(await send(world, at('https://other.example')))
      expectForbidden(await send(world, at(`${world.audience}.evil.example`)))
      expectForbidden(await send(world, at()))
      expectAccepted(await send(world, at('https://other.example', world.audience)))
      expectAccepted(await send(world, [grant]))
    },
  },
]

async function send({ idp, server }: World, details: unknown, path?: string): Promise<Answer> {
  const token = await idp.token({ authorization_details: details })
  return (await server()).get(path ?? '/rar/acct/1', token)
}
