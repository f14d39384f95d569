import {
  createProofKey,
  createTestIdentityProvider,
  proof,
  type ProofKey,
  type ProofOptions,
  type TestIdentityProvider,
} from '@countersign/testing'
import { afterAll, afterEach } from 'vitest'
import { run } from '../../../src/run.js'
import type { VerifyReport } from '../../../src/verify/step-report.js'
import { type FakeIo, fakeIo, type FakeIoOptions } from '../../fake-io.js'

export const AUDIENCE = 'https://rs.example'
export const URL_OF_REQUEST = `${AUDIENCE}/orders`

/** What `--json` has said, and which step did not pass. */
interface Verified {
  readonly code: number
  readonly report: VerifyReport
  readonly failed: number | undefined
  readonly err: string
}

/** An issuer, and the command that trusts it. */
export interface Issuer {
  readonly idp: TestIdentityProvider
  readonly key: ProofKey
  /** The options by which it is trusted. */
  readonly trust: readonly string[]
  /** With `--json`, and with trust in the issuer. */
  readonly verify: (args: readonly string[], options?: FakeIoOptions) => Promise<Verified>
  /** A token that is bound to the key. */
  readonly bound: () => Promise<string>
  /** The same as arguments, with a proof. */
  readonly withProof: (options?: Partial<ProofOptions>) => Promise<string[]>
}

/** Runs `countersign verify` with these arguments. */
export async function countersign(
  args: readonly string[],
  options?: FakeIoOptions,
): Promise<{ code: number; io: FakeIo }> {
  const io = fakeIo(options)
  return { code: await run(['verify', ...args], io), io }
}

/** Opens an issuer for the tests of one file. */
export async function openIssuer(): Promise<Issuer> {
  const idp = await createTestIdentityProvider({ algorithms: ['ES256'] })
  const key = await createProofKey()
  afterEach(() => idp.fault('all', undefined))
  afterAll(() => idp.close())
  const trust = ['--issuer', idp.issuer, '--audience', AUDIENCE]

  const bound = (): Promise<string> => idp.token({ cnf: { jkt: key.thumbprint } })
  return {
    idp,
    key,
    trust,
    bound,
    async verify(args, options) {
      const { code, io } = await countersign([...args, ...trust, '--json'], options)
      if (io.out() === '') throw new Error(io.err())
      const report = io.json() as VerifyReport
      const failed = report.steps.find(
        ({ state }) => state === 'failed' || state === 'undecided',
      )?.number
      return { code, report, failed, err: io.err() }
    },
    async withProof(options = {}) {
      const token = await bound()
      const made = proof(key, { url: URL_OF_REQUEST, token, ...options })
      return [token, '--dpop', made, '--url', URL_OF_REQUEST]
    },
  }
}
