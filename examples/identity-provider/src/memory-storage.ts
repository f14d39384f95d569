import type { Adapter, AdapterPayload } from 'oidc-provider'

interface Entry {
  readonly payload: AdapterPayload
  readonly expiresAt: number
}

/**
 * oidc-provider's storage, in memory: sign-ins under way, sessions, and codes until they are used.
 * Clients are static and tokens are JWTs, so neither is in here.
 */
export function memoryStorage(): (model: string) => Adapter {
  const entries = new Map<string, Entry>()

  function removeWhere(matches: (entry: Entry) => boolean): void {
    for (const [key, entry] of entries) if (matches(entry)) entries.delete(key)
  }
  function read(key: string): AdapterPayload | undefined {
    const entry = entries.get(key)
    return entry && entry.expiresAt > Date.now() ? entry.payload : undefined
  }

  return (model) => ({
    upsert: async (id, payload, expiresIn) => {
      removeWhere(({ expiresAt }) => expiresAt <= Date.now())
      const expiresAt = expiresIn ? Date.now() + expiresIn * 1000 : Infinity
      entries.set(`${model}:${id}`, { payload, expiresAt })
    },
    find: async (id) => read(`${model}:${id}`),
    findByUid: async (uid) =>
      [...entries.keys()]
        .filter((key) => key.startsWith(`${model}:`))
        .map(read)
        .find((payload) => payload?.uid === uid),
    // There is no device flow here.
    findByUserCode: async () => undefined,
    consume: async (id) => {
      const payload = read(`${model}:${id}`)
      if (payload) payload.consumed = Math.floor(Date.now() / 1000)
    },
    destroy: async (id) => {
      entries.delete(`${model}:${id}`)
    },
    revokeByGrantId: async (grantId) => removeWhere(({ payload }) => payload.grantId === grantId),
  })
}
