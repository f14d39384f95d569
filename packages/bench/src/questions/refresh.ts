import { createPublicKey } from 'node:crypto'
import { createVerifier, type Verifier } from '@countersign/core'
import type { SigningKey } from '@countersign/issuer'
import { createTestClock, signCompact } from '@countersign/testing'
import type { Benchmark, Effort } from '../benchmark.js'
import { compare } from '../compare.js'
import { inThousands } from '../in-thousands.js'
import { inTurn } from '../in-turn.js'
import { madeUp, refuse } from '../made-up.js'
import { ratioOf } from '../ratio.js'
import { makeKeys, type BenchAlgorithm } from '../signing-keys.js'
import type { Row, Table } from '../table.js'
import { milliseconds } from '../units.js'

export const refresh: Benchmark = {
  name: 'refresh',
  question: 'What does it cost to take over a set of many keys?',
  run,
}

const ISSUER = { issuer: 'https://id.example', audience: 'https://rs.example' }
const KEYS_URL = new URL('https://id.example/jwks')

/** Seconds. More than the verifier leaves between two fetches for the sake of unknown `kid`s. */
const BETWEEN_REFRESHES = 60

async function* run(effort: Effort): AsyncGenerator<string | Table> {
  const count = inThousands(effort.many)
  yield `Each figure is a time beside that of createPublicKey for each of ${count} keys, and the time itself.
The documents come out of memory: to read and parse them counts, the network does not.
"changed" is a set with one key replaced, "unchanged" has the same bytes as before.`

  const rows: Row[] = []
  for (const algorithm of effort.algorithms) rows.push(...(await measureRows(algorithm, effort)))
  const columns = ['createPublicKey', 'static keys', 'first fetch', 'changed', 'unchanged']
  yield { title: `${count} keys`, columns, rows }
}

async function measureRows(algorithm: BenchAlgorithm, effort: Effort): Promise<readonly Row[]> {
  const { many } = effort
  const made = await makeKeys(algorithm, many + 1)
  const published = made.map(({ publicJwk }) => publicJwk)
  const before = { keys: published.slice(0, many) }
  const after = { keys: published.slice(1) }
  const nextChanged = inTurn([JSON.stringify(after), JSON.stringify(before)])
  const same = JSON.stringify(before)
  const changed = await refreshed(made, nextChanged)
  const unchanged = await refreshed(made, () => same)
  try {
    const times = await compare(
      {
        floor: () => before.keys.map((key) => createPublicKey({ key, format: 'jwk' })),
        staticKeys: () => createVerifier({ ...ISSUER, keys: before, cache: false }).close(),
        firstFetch: () => fetchFirst(same),
        changed: changed.run,
        unchanged: unchanged.run,
      },
      { ...effort, calls: 1 },
    )
    const { floor, ...others } = times
    return [
      { name: algorithm, cells: ['', ...Object.values(others).map((one) => ratioOf(one, floor))] },
      { name: `${algorithm}, time`, cells: Object.values(times).map(milliseconds) },
    ]
  } finally {
    changed.verifier.close()
    unchanged.verifier.close()
  }
}

async function fetchFirst(document: string): Promise<void> {
  const fetch = (): Promise<Response> => Promise.resolve(new Response(document))
  const verifier = createVerifier({ ...ISSUER, keys: KEYS_URL, cache: false, fetch })
  await verifier.ready()
  verifier.close()
}

/** A verifier that has keys, and fetches them again whenever it is run. */
async function refreshed(
  [signer]: readonly SigningKey[],
  document: () => string,
): Promise<{ readonly verifier: Verifier; readonly run: () => Promise<void> }> {
  if (!signer) throw new RangeError('no keys')
  const clock = createTestClock()
  let fetches = 0
  const verifier = createVerifier({
    ...ISSUER,
    keys: KEYS_URL,
    cache: false,
    clock,
    fetch(): Promise<Response> {
      fetches += 1
      return Promise.resolve(new Response(document()))
    },
  })
  await verifier.ready()
  const payload = { iss: ISSUER.issuer }
  const signed = { token: signCompact({ header: {}, payload, key: signer }), key: signer }
  return {
    verifier,
    async run(): Promise<void> {
      const sofar = fetches
      clock.advance(BETWEEN_REFRESHES)
      // It waits for the keys that may have its own among them.
      await refuse(verifier, madeUp(signed))
      if (fetches !== sofar + 1) throw new Error('the keys were not fetched again')
    },
  }
}
