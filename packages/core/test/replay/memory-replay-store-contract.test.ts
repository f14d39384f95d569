import { createTestClock } from '@countersign/testing'
import { replayStoreContract } from '@countersign/testing/contracts'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { memoryReplayStore } from '../../src/index.js'

replayStoreContract({ describe, it, beforeAll, afterAll }, 'memoryReplayStore', async () => {
  const clock = createTestClock()
  return {
    store: memoryReplayStore({ clock }),
    now: () => clock() / 1000,
    pass: async (seconds) => clock.advance(seconds),
  }
})
