// Opening one.
export { openFolder } from './open-folder.js'
export { Opening } from './opening.js'
export { poolDatabase } from './pool-database.js'
export { privateFolder } from './private-folder.js'

// Its tables.
export { migrate } from './migrate.js'
export { quoted, quotedSchema, unquoted } from './quote.js'

// What goes wrong.
export { DatabaseError, isTransient } from './database-error.js'
export { reasonOf } from './reason-of.js'

// What both rooms need besides: checks of options, and waits that can be ended.
export {
  assertFunction,
  assertKnown,
  assertNumber,
  assertObject,
  assertOneOf,
  assertText,
  assertWhole,
} from './assert.js'
export { Pause } from './pause.js'

export type { Database, Patience, Queryable, Row } from './database.js'
export type { FolderSettings } from './folder-database.js'
export type { MigrateOptions } from './migrate.js'
export type { Migration } from './migration.js'
export type { Tables } from './open-database.js'
export type { OpeningParts } from './opening.js'
export type { PoolSettings } from './pool-database.js'
export type { PoolClientLike, PoolLike } from './pool-like.js'
export type { Storage } from './storage.js'
