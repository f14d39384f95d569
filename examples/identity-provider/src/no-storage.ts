import type { Adapter } from 'oidc-provider'

/** oidc-provider's storage, empty: the clients are static, and the tokens are JWTs. */
export function noStorage(): Adapter {
  return {
    upsert: async () => {},
    find: async () => undefined,
    findByUserCode: async () => undefined,
    findByUid: async () => undefined,
    consume: async () => {},
    destroy: async () => {},
    revokeByGrantId: async () => {},
  }
}
