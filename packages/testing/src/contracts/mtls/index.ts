import type { ContractCase } from '../case.js'
import { bothBindingsCases } from './both-bindings.js'
import { connectionCases } from './connection.js'
import { envoyCases } from './envoy.js'
import { forwardedFormatCases } from './forwarded-formats.js'
import { thumbprintCases } from './thumbprints.js'
import { trustedProxyCases } from './trusted-proxies.js'

/** Rows MTLS, and DPOP-56. */
export const mutualTlsCases: readonly ContractCase[] = [
  ...connectionCases,
  ...thumbprintCases,
  ...trustedProxyCases,
  ...forwardedFormatCases,
  ...envoyCases,
  ...bothBindingsCases,
]
