export { createLedger } from './create-ledger.js'
export { DEFAULT_FIELDS } from './fields.js'
export { LEDGER_CHANNELS } from './channels.js'

export type { PoolClientLike, PoolLike } from '@countersign/database'
export type { LedgerMessage } from './channels.js'
export type { Field, FieldPolicy, Treatment } from './fields.js'
export type {
  Checkpoint,
  FollowOptions,
  Gap,
  Ledger,
  LedgerHealth,
  Owner,
  OwnerView,
  Page,
  PageOptions,
  Problem,
  Summary,
  Tally,
  UseFilter,
  UseReader,
  Verification,
  VerifyOptions,
} from './ledger-types.js'
export type { NotableKind, NotableMessage } from './notable.js'
export type { LedgerOptions } from './options.js'
export type { NewCount, Use } from './use.js'
