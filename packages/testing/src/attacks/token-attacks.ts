import type { TokenAttack } from './token-attack.js'
import { algNameAttacks } from './tokens/alg-names.js'
import { algNoneAttacks } from './tokens/alg-none.js'
import { base64urlAttacks } from './tokens/base64url.js'
import { claimAttacks } from './tokens/claims.js'
import { craftedSignatureAttacks } from './tokens/crafted-signatures.js'
import { critAttacks } from './tokens/crit.js'
import { crossJwtAttacks } from './tokens/cross-jwt.js'
import { ecdsaSignatureAttacks } from './tokens/ecdsa-signatures.js'
import { encryptedAttacks } from './tokens/encrypted.js'
import { hmacConfusionAttacks } from './tokens/hmac-confusion.js'
import { injectedKeyAttacks } from './tokens/injected-keys.js'
import { jsonBytesAttacks, sizeAttacks } from './tokens/json-bytes.js'
import { jsonMemberAttacks } from './tokens/json-members.js'
import { jsonTextAttacks } from './tokens/json-text.js'
import { keyIdAttacks } from './tokens/key-ids.js'
import { signatureAttacks } from './tokens/signatures.js'
import { structureAttacks } from './tokens/structure.js'
import { timeAttacks } from './tokens/times.js'

/** Every attack by a token alone: each of its tokens has to be refused like any other invalid one. */
export const tokenAttacks: readonly TokenAttack[] = [
  ...algNoneAttacks,
  ...injectedKeyAttacks,
  ...keyIdAttacks,
  ...hmacConfusionAttacks,
  ...algNameAttacks,
  ...signatureAttacks,
  ...ecdsaSignatureAttacks,
  ...craftedSignatureAttacks,
  ...structureAttacks,
  ...base64urlAttacks,
  ...jsonMemberAttacks,
  ...jsonTextAttacks,
  ...jsonBytesAttacks,
  ...sizeAttacks,
  ...crossJwtAttacks,
  ...timeAttacks,
  ...claimAttacks,
  ...critAttacks,
  ...encryptedAttacks,
]
