import type { StartContractServer } from './application.js'
import type { ContractCase, ContractFamily } from './case.js'
import type { CoreUnderTest, PolicyUnderTest, VerifierUnderTest } from './core-under-test.js'
import { createWorld, type RunningWorld } from './create-world.js'
import { families } from './families.js'

/** What the contracts need of a test runner; Vitest's own functions fit. */
export interface ContractRunner {
  readonly describe: (name: string, body: () => void) => unknown
  readonly it: (name: string, body: () => Promise<void>) => unknown
  readonly beforeAll: (body: () => Promise<void>) => unknown
  readonly afterAll: (body: () => Promise<void>) => unknown
}

export interface AdapterContractOptions {
  /**
   * `all`, the default, or `request`: what a framework can change, and none of what the token alone decides. For
   * further versions of a framework whose newest passes everything.
   */
  readonly families?: 'all' | 'request'
}

/**
 * Registers the contract for one adapter.
 *
 * `core` is the namespace object of `@countersign/core`; `start` builds a server with the adapter.
 */
export function adapterContract<V extends VerifierUnderTest, P extends PolicyUnderTest>(
  { describe, it, beforeAll, afterAll }: ContractRunner,
  core: CoreUnderTest<V, P>,
  name: string,
  start: StartContractServer<V, P>,
  options: AdapterContractOptions = {},
): void {
  const chosen = chosenFamilies(options)
  const slowCases = chosen.flatMap(({ cases }) => cases.filter(({ slow }) => slow))

  describe(name, () => {
    let world: RunningWorld
    const started = new Map<ContractCase, Promise<void>>()

    beforeAll(async () => {
      // Verifiers and policies only ever come from this same core.
      world = await createWorld(core, start as StartContractServer)
      for (const slow of slowCases) {
        const running = slow.run(world)
        // Its failure belongs to its own test, which awaits it again.
        running.catch(() => undefined)
        started.set(slow, running)
      }
    })
    afterAll(() => world.close())

    for (const family of chosen) {
      describe(family.name, () => {
        for (const one of family.cases) {
          it([...one.ids, one.title].join(' '), () => started.get(one) ?? one.run(world))
        }
      })
    }
  })
}

function chosenFamilies({ families: which }: AdapterContractOptions): ContractFamily[] {
  return families.filter(({ tokenOnly }) => which !== 'request' || !tokenOnly)
}
