import { createPublicKey } from 'node:crypto'
import { createVerifier, type Verifier } from '@countersign/core'
import type { SigningKey } from '@countersign/issuer'
import { createTestClock, signCompact } from '@countersign/testing'
import type { Benchmark, Effort } from '../benchmark.js'
import { compare } from '../compare.js'
import { inTurn } from '../in-turn.js'
import { madeUp, refuse } from '../made-up.js'
import { medianOf, ratioOf, showRatio } from '../ratio.js'
import { makeKeys, type BenchAlgorithm } from '../signing-keys.js'
import { inThousands, layOut, type Row } from '../table.js'

export const refresh: Benchmark = {
  name: 'refresh',
  question: 'What does it cost to take over a set of many keys?',
  run,
}

const ISSUER = { issuer: 'https://id.example', audience: 'https://rs.example' }
const KEYS_URL = new URL('https://id.example/jwks')

/** Seconds. More than the verifier leaves between two fetches for the sake of unknown `kid`s. */
const BETWEEN_REFRESHES = 60

async function* run(effort: Effort): AsyncGenerator<string> {
  const count = inThousands(effort.many)
  yield `Each figure is a time beside that of createPublicKey for each of ${count} keys, and the time itself.
The documents come out of memory: to read and parse them counts, the network does not.
"changed" is a set with one key replaced, "unchanged" has the same bytes as before.`

  const rows: Row[] = []
  for (const algorithm of effort.algorithms) rows.push(await measureRow(algorithm, effort))
  const columns = ['createPublicKey', 'static keys', 'first fetch', 'changed', 'unchanged']
  yield layOut({ title: `${count} keys`, columns, rows })
}

async function measureRow(algorithm: BenchAlgorithm, effort: Effort): Promise<Row> {
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
    const { floor, ...others } = await compare(
      {
        floor: () => before.keys.map((key) => createPublicKey({ key, format: 'jwk' })),
        staticKeys: () => createVerifier({ ...ISSUER, keys: before, cache: false }).close(),
        firstFetch: () => fetchFirst(same),
        changed: changed.run,
        unchanged: unchanged.run,
      },
      { ...effort, calls: 1 },
    )
    const cells = Object.values(others).map(
      (times) => `${showRatio(ratioOf(times, floor))}, ${inMilliseconds(times)}`,
    )
    return { name: algorithm, cells: [inMilliseconds(floor), ...cells] }
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

function inMilliseconds(nanoseconds: readonly number[]): string {
  return `${(medianOf(nanoseconds) / 1e6).toFixed(1)} ms`
}
