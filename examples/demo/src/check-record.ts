import type { Ledger } from '@countersign/ledger'
import { CALLS, CALLS_WITHOUT_PROVIDER, clientOf, table } from 'example-shared'

/**
 * Holds the record against the calls that were made to each of so many APIs, prints what it says, and
 * returns the exit code: 0 if each verified token's use is in it, and nothing else.
 */
export async function checkRecord(ledger: Ledger, issuer: string, apis: number): Promise<number> {
  await ledger.flush()
  const clients = [...expectedUses(apis)]
  const found = await Promise.all(
    clients.map(async ([subject, expected]) => {
      const { accepted, refused } = await ledger.owner({ issuer, subject }).summary()
      const ok = accepted === expected.accepted && refused === expected.refused
      return { ok, cells: [subject, `${accepted} accepted`, `${refused} refused`] }
    }),
  )
  const { ok, uses, chains } = await ledger.verify()
  const lines = [...found, { ok, cells: ['chains', `${chains} intact`, `${uses} uses`] }]
  const failed = lines.filter((line) => !line.ok).length

  console.log('\nThe record of what the tokens were used for:\n')
  console.log(table(lines.map((line) => [line.ok ? 'ok' : 'WRONG', ...line.cells])))
  console.log(`\n${lines.length - failed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

interface Expected {
  readonly accepted: number
  readonly refused: number
}

/** By client, who is the subject of its own tokens here. A token that nobody has signed is nobody's. */
function expectedUses(apis: number): ReadonlyMap<string, Expected> {
  const expected = new Map<string, Expected>()
  for (const { token, expected: answer } of [...CALLS, ...CALLS_WITHOUT_PROVIDER]) {
    const client = token && clientOf(token)
    if (client === undefined) continue
    const { accepted, refused } = expected.get(client) ?? { accepted: 0, refused: 0 }
    const isAccepted = answer.status < 400
    expected.set(client, {
      accepted: accepted + (isAccepted ? apis : 0),
      refused: refused + (isAccepted ? 0 : apis),
    })
  }
  return expected
}
