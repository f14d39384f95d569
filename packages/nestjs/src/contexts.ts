import type { AuthContext } from '@countersign/core/adapter'

/** What the guard found out about each request that is being served. */
export const contexts: WeakMap<object, AuthContext> = new WeakMap()
