import type { Rule } from './rule.js'
import { CERTIFICATE_RULES } from './rules/certificate.js'
import { HSTS_RULES } from './rules/hsts.js'
import { KEY_EXCHANGE_RULES } from './rules/key-exchange.js'
import { SUITE_RULES } from './rules/suites.js'
import { VERSION_RULES } from './rules/versions.js'

/** All that can be found, in the order in which it is told where severities are equal. */
export const RULES: readonly Rule[] = [
  ...SUITE_RULES,
  ...KEY_EXCHANGE_RULES,
  ...VERSION_RULES,
  ...CERTIFICATE_RULES,
  ...HSTS_RULES,
]
