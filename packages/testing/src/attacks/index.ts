export { attackerJwks } from './attacker-keys.js'
export { createDpopSubject } from './dpop/create-dpop-subject.js'
export { dpopAttacks } from './dpop/dpop-attacks.js'
export { subjectFromKey } from './subjects/subject-from-key.js'
export { subjectFromToken } from './subjects/subject-from-token.js'
export { subjectOf } from './subjects/subject-of.js'
export { SigningKeyNeeded } from './subjects/signing-key-needed.js'
export { tokenAttacks } from './token-attacks.js'

export type { DpopSubjectOptions } from './dpop/create-dpop-subject.js'
export type { DpopAttack, DpopRequest, DpopSubject, NamedDpopRequests } from './dpop/dpop-attack.js'
export type { KeySubjectOptions } from './subjects/subject-from-key.js'
export type { SubjectOfOptions } from './subjects/subject-of.js'
export type { TokenSubjectOptions } from './subjects/subject-from-token.js'
export type {
  AttackFamily,
  AttackNeeds,
  AttackSeverity,
  AttackSubject,
  NamedTokens,
  TokenAttack,
} from './token-attack.js'
