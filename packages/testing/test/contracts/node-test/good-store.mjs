import * as test from 'node:test'
import { nodeTestRunner, replayStoreContract } from '@countersign/testing/contracts'

const used = new Map()
let seconds = 1_000_000

replayStoreContract(nodeTestRunner(test), 'a map', async () => ({
  store: {
    add(key, expiresAt) {
      if ((used.get(key) ?? 0) > seconds) return false
      used.set(key, Math.max(expiresAt, seconds))
      return true
    },
  },
  now: () => seconds,
  pass: async (more) => {
    seconds += more
  },
}))
