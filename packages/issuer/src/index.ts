export { createIssuer } from './create-issuer.js'
export { generateSigningKey } from './signing-key.js'

export type { SigningAlgorithm } from './algorithms.js'
export type { CreateIssuerOptions, Issuer, IssuerMetadata } from './create-issuer.js'
export type { SigningKey, SigningKeyOptions } from './signing-key.js'
export type { IssueOptions } from './token-claims.js'
