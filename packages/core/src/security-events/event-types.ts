const CAEP = 'https://schemas.openid.net/secevent/caep/event-type/'
const RISC = 'https://schemas.openid.net/secevent/risc/event-type/'

/** Events that can withdraw tokens: of CAEP 1.0, and of the RISC profile 1.0. */
export type EventType =
  | 'session-revoked'
  | 'credential-change'
  | 'account-disabled'
  | 'account-purged'
  | 'account-credential-change-required'
  | 'credential-compromise'
  | 'sessions-revoked'

/** The name that each has in `events` of a token. */
export const EVENT_URIS: Readonly<Record<EventType, string>> = {
  'session-revoked': `${CAEP}session-revoked`,
  'credential-change': `${CAEP}credential-change`,
  'account-disabled': `${RISC}account-disabled`,
  'account-purged': `${RISC}account-purged`,
  'account-credential-change-required': `${RISC}account-credential-change-required`,
  'credential-compromise': `${RISC}credential-compromise`,
  'sessions-revoked': `${RISC}sessions-revoked`,
}

/** OpenID Connect Back-Channel Logout 1.0 §2.4. */
export const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout'
