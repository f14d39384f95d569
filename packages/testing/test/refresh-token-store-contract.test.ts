import { memoryRefreshTokenStore } from '@countersign/issuer'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { refreshTokenStoreContract } from '../src/contracts/index.js'
import { createTestClock } from '../src/index.js'

// Here, and not beside the store: the issuer's tests may not need what needs the issuer.
refreshTokenStoreContract({ describe, it, beforeAll, afterAll }, 'in memory', async () => {
  const clock = createTestClock()
  return {
    store: memoryRefreshTokenStore({ clock }),
    now: () => clock() / 1000,
    pass: async (seconds) => clock.advance(seconds),
  }
})
