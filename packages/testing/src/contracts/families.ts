import { adapterCases } from './adapter/index.js'
import { attackCases } from './attacks/index.js'
import { authorizationDetailsCases } from './authorization-details/index.js'
import { bearerCases } from './bearer/index.js'
import type { ContractFamily } from './case.js'
import { dpopCases } from './dpop/index.js'
import { encryptionCases } from './encryption/index.js'
import { fapiCases } from './fapi/index.js'
import { httpCases } from './http/index.js'
import { introspectionCases } from './introspection/index.js'
import { accessTokenCases, bcpCases, joseCases } from './jose/index.js'
import { metadataCases } from './metadata/index.js'
import { mutualTlsCases } from './mtls/index.js'
import { protectedResourceCases } from './protected-resource/index.js'
import { resourceIndicatorCases } from './resource-indicators/index.js'
import { securityCases } from './security/index.js'
import { statusListCases } from './status-list/index.js'
import { stepUpCases } from './step-up/index.js'
import { transportAttackCases } from './transport/index.js'

/** Every case, in the order in which they run. */
export const families: readonly ContractFamily[] = [
  { name: 'RFC 9110: HTTP authentication', step: 'credentials', cases: httpCases },
  { name: 'RFC 6750: bearer tokens', step: 'credentials', cases: bearerCases },
  { name: 'RFC 7515-7519: JOSE and JWT', step: 'parse', cases: joseCases, tokenOnly: true },
  {
    name: 'RFC 8725: JWT best current practice',
    step: 'signature',
    cases: bcpCases,
    tokenOnly: true,
  },
  { name: 'RFC 9068: JWT access tokens', step: 'claims', cases: accessTokenCases, tokenOnly: true },
  { name: 'RFC 7516: encrypted tokens', step: 'shape', cases: encryptionCases, tokenOnly: true },
  {
    name: 'RFC 8414: metadata and keys of the issuer',
    step: 'signature',
    cases: metadataCases,
    tokenOnly: true,
  },
  { name: 'RFC 9449: DPoP', step: 'binding', cases: dpopCases },
  { name: 'RFC 8705: mutual TLS', step: 'binding', cases: mutualTlsCases },
  {
    name: 'RFC 7662, RFC 9701: introspection',
    step: 'shape',
    cases: introspectionCases,
    tokenOnly: true,
  },
  { name: 'RFC 9728: protected resource metadata', cases: protectedResourceCases },
  { name: 'RFC 9470: step-up authentication', step: 'policy', cases: stepUpCases },
  {
    name: 'RFC 9396: rich authorization requests',
    step: 'policy',
    cases: authorizationDetailsCases,
  },
  { name: 'RFC 8707: resource indicators', step: 'claims', cases: resourceIndicatorCases },
  { name: 'RFC 9700: security', cases: securityCases },
  { name: 'FAPI 2.0 Security Profile', cases: fapiCases },
  { name: 'Token Status List', step: 'revocation', cases: statusListCases, tokenOnly: true },
  { name: 'attack tokens', cases: attackCases, tokenOnly: true },
  { name: 'attack tokens, and how they are sent', cases: transportAttackCases },
  { name: 'adapters', cases: adapterCases },
]
