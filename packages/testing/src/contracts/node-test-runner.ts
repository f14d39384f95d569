import type { ContractRunner } from './adapter-contract.js'

/** What is used of node:test: the module itself fits. */
export interface NodeTest {
  readonly describe: (name: string, body: () => void) => unknown
  readonly it: (name: string, body: () => Promise<void>) => unknown
  readonly before: (body: () => Promise<void>) => unknown
  readonly after: (body: () => Promise<void>) => unknown
}

/** A runner for the contracts out of node:test, whose hooks have other names. */
export function nodeTestRunner({ describe, it, before, after }: NodeTest): ContractRunner {
  return { describe, it, beforeAll: before, afterAll: after }
}
