import { afterEach, expect, it } from 'vitest'
import { startIssuerProcesses, type Instance, type IssuerProcesses } from './key-ring-processes.js'

const [ROTATIONS, TOKENS] = process.env['COUNTERSIGN_FULL'] ? [200, 50_000] : [60, 15_000]

// The shortest times that go together, so that keys change as often as they may.
const times = { refresh: 60, staleFor: 180, publishedBefore: 540 } as const
const STEP = times.refresh
const STEPS = times.publishedBefore / STEP

/** The step by which every instance knows what the last change was, and the next key with it. */
const LOOK = 2

/** Tokens of each instance, in a step, and while keys change. */
const USUAL = 4
const IN_CHANGE = 32

let processes: IssuerProcesses
afterEach(async () => processes?.close())

async function kidsPublishedBy({ jwksUrl }: Instance): Promise<ReadonlySet<string>> {
  const { keys } = (await (await fetch(jwksUrl)).json()) as { keys: { kid: string }[] }
  return new Set(keys.map(({ kid }) => kid))
}

/** The `kid`s that every instance publishes. */
async function kidsPublishedByAll(): Promise<ReadonlySet<string>> {
  const [first = new Set<string>(), ...others] = await Promise.all(
    processes.instances.map(kidsPublishedBy),
  )
  return new Set([...first].filter((kid) => others.every((kids) => kids.has(kid))))
}

function kidOf(token: string): string {
  const header = Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString()
  return (JSON.parse(header) as { kid: string }).kid
}

/** What was seen while tokens were issued, and verified at once by other instances. */
class Record {
  issued = 0
  readonly refusals: string[] = []
  readonly unpublished = new Set<string>()
  readonly used = new Set<string>()
  /** Some tokens of all times, to be shown again in their last minute. */
  readonly old: { token: string; expiresAt: number }[] = []
  published: ReadonlySet<string> = new Set()

  async issue(count: number): Promise<void> {
    const { instances } = processes
    await Promise.all(
      instances.map(async (instance, at) => {
        const tokens = await instance.ask('issue', count)
        for (const kid of tokens.map(kidOf)) {
          this.used.add(kid)
          // By what everybody published before it was issued.
          if (!this.published.has(kid)) this.unpublished.add(kid)
        }
        this.issued += tokens.length
        const [token = ''] = tokens
        if (at === 0) this.old.push({ token, expiresAt: processes.now() + 3_600 })
        await this.verify(tokens, at + 1 + (this.issued % 3))
      }),
    )
  }

  async verify(tokens: readonly string[], by: number): Promise<void> {
    const { instances } = processes
    const instance = instances[by % instances.length]
    this.refusals.push(...((await instance?.ask('verify', tokens)) ?? ['no instance']))
  }

  /** Shows tokens once more that are about to expire: their keys retired long ago. */
  async verifyOld(): Promise<void> {
    const end = processes.now() + STEP
    const due = this.old.findIndex(({ expiresAt }) => expiresAt > end)
    const tokens = this.old.splice(0, due < 0 ? 0 : due).map(({ token }) => token)
    if (tokens.length > 0) await this.verify(tokens, this.issued)
  }
}

it(`four processes share a ring that is rotated ${ROTATIONS} times while ${TOKENS} tokens are issued and verified`, async () => {
  processes = await startIssuerProcesses(4, { ...times, rotateEvery: false })
  const { instances } = processes
  const record = new Record()
  const chain: string[] = []
  record.published = await kidsPublishedByAll()

  for (let rotation = 0; rotation < ROTATIONS; rotation++) {
    for (let step = 1; step < STEPS; step++) {
      await processes.advance(STEP)
      await record.issue(USUAL)
      if (step === LOOK) record.published = await kidsPublishedByAll()
      await record.verifyOld()
    }
    await processes.advance(STEP)
    const [rotations] = await Promise.all([
      Promise.all(instances.map(async (instance) => instance.ask('rotate'))),
      record.issue(IN_CHANGE / 2),
      record.issue(IN_CHANGE / 2),
    ])
    const outcomes = rotations.map(({ outcome }) => outcome)
    expect(outcomes.filter((outcome) => outcome === 'rotated')).toHaveLength(1)
    const currents = new Set(rotations.map(({ current }) => current))
    expect(currents.size).toBe(1)
    chain.push(...currents)
  }

  expect(record.refusals).toEqual([])
  expect([...record.unpublished]).toEqual([])
  expect(record.issued).toBeGreaterThanOrEqual(TOKENS)
  expect(new Set(chain).size).toBe(ROTATIONS)
  // All of them have signed, but perhaps for the last one.
  expect(record.used.size).toBeGreaterThanOrEqual(ROTATIONS)
}, 240_000)
