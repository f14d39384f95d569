import { createTestClock } from '@countersign/testing'
import { revocationListContract } from '@countersign/testing/contracts'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { memoryRevocationList } from '../../src/index.js'

revocationListContract(
  { describe, it, beforeAll, afterAll },
  'memoryRevocationList',
  async () => {
    const clock = createTestClock()
    return {
      list: memoryRevocationList({ clock }),
      now: () => clock() / 1000,
      pass: async (seconds) => clock.advance(seconds),
    }
  },
  { margin: 600 },
)
