/** Names of alerts (RFC 8446 §6, RFC 5246 §7.2), for reasons. */
const NAMES: Readonly<Record<number, string>> = {
  0: 'close_notify',
  10: 'unexpected_message',
  20: 'bad_record_mac',
  22: 'record_overflow',
  40: 'handshake_failure',
  41: 'no_certificate',
  42: 'bad_certificate',
  43: 'unsupported_certificate',
  44: 'certificate_revoked',
  45: 'certificate_expired',
  46: 'certificate_unknown',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  90: 'user_canceled',
  109: 'missing_extension',
  110: 'unsupported_extension',
  112: 'unrecognized_name',
  115: 'unknown_psk_identity',
  116: 'certificate_required',
  120: 'no_application_protocol',
}

const WARNING = 1
const FATAL = 2
const PROTOCOL_VERSION = 70
const REFUSALS: ReadonlySet<number> = new Set([40, PROTOCOL_VERSION, 71])

/** An alert that a server sent. */
export interface Alert {
  readonly level: number
  readonly code: number
}

/** Goes on after it. Not so `close_notify`, which is one by its level. */
export function isWarning({ level, code }: Alert): boolean {
  return level === WARNING && code !== 0
}

/** Says that nothing of what was offered is good enough, and nothing else. */
export function isRefusal({ level, code }: Alert): boolean {
  return level === FATAL && REFUSALS.has(code)
}

/** Says that it is the version that is refused, whatever the suites. */
export function isRefusalOfVersion(alert: Alert): boolean {
  return isRefusal(alert) && alert.code === PROTOCOL_VERSION
}

export function alertName({ code }: Pick<Alert, 'code'>): string {
  const name = NAMES[code]
  return name === undefined ? `alert ${code}` : `alert ${code} (${name})`
}
