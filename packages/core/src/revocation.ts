// For people who write a revocation list over a store of their own: what is withdrawn goes by one name
// everywhere, and is held in memory in one way. Applications do not need it.
export { RevocationEntries } from './revocation/revocation-entries.js'
export { revocationEntry } from './revocation/revocation-entry.js'

export type { EntryRules, RevocationEntry } from './revocation/revocation-entry.js'
