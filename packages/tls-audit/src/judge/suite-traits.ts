import type { CipherSuite, KeyExchange } from '../hello/cipher-suites.js'

/** Tells whether a suite has a property, by IANA's name of it. */
export type Trait = (suite: CipherSuite) => boolean

const named =
  (pattern: RegExp): Trait =>
  ({ name }) =>
    pattern.test(name)

export const isAnonymous: Trait = named(/_anon_/)
/** Those of TLS 1.3 are named by their hashes alone (RFC 9150). */
export const isUnencrypted: Trait = named(/_WITH_NULL_|^TLS_SHA\d+_SHA\d+$/)
export const isExport: Trait = named(/_EXPORT|_DES40_/)
export const isRc4: Trait = named(/_RC4_/)
/** Keys of 56 bits. */
export const isSingleDes: Trait = named(/_WITH_(?:DES|RC2)_/)
/** Blocks of 64 bits: Sweet32. */
export const hasSmallBlocks: Trait = named(/_(?:3DES|IDEA)_/)
export const isAuthenticatedEncryption: Trait = named(/_(?:GCM|CCM|CCM_8|POLY1305)(?:_|$)/)

/** No forward secrecy, for one of these reasons. */
export const agreesBy =
  (...exchanges: readonly KeyExchange[]): Trait =>
  ({ keyExchange, forwardSecret }) =>
    !forwardSecret && exchanges.includes(keyExchange)
