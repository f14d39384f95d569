import * as test from 'node:test'
import { nodeTestRunner, replayStoreContract } from '@countersign/testing/contracts'

replayStoreContract(nodeTestRunner(test), 'one that forgets', async () => ({
  store: { add: () => true },
  now: () => 1_000_000,
  pass: async () => undefined,
}))
