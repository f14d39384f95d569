import type { PoolLike } from './pool-like.js'

/** Where tables are kept: embedded, in a folder of one process alone, or on the server of a pool. */
export type Storage = { readonly folder: string } | { readonly pool: PoolLike }
