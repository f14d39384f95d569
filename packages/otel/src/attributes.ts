/** Every attribute that a metric or a span of ours may have. None is personal, none is secret. */
export const ATTRIBUTES = {
  'countersign.binding':
    'what the token is bound to: `none`, `dpop`, `certificate` or `dpop+certificate`',
  'countersign.client_id': 'client of a token that its issuer stands for. Only if asked for',
  'countersign.code': 'OAuth error code that the client got',
  'countersign.decision':
    'of a use: `accepted`, `refused` or `anonymous`; of a store: `refused`, or `allowed` because it was told to',
  'countersign.endpoint': "which of the issuer's endpoints",
  'countersign.event': 'what has happened, in the word of the channel',
  'countersign.issuer':
    'issuer of a token that it stands for, or whose keys these are. Only if asked for',
  'countersign.key_use': '`sig` or `enc`',
  'countersign.kind': 'kind of what is counted',
  'countersign.list': 'kind of revocation list: `memory`, `redis` …',
  'countersign.name': 'name that you gave to what is observed',
  'countersign.notifier': 'name of the notifier',
  'countersign.outcome':
    "`accepted`; `refused`, which is the client's fault; `failed`, which is ours or the provider's: a 503",
  'countersign.part': 'which part has failed',
  'countersign.place': '`memory` or `disk`',
  'countersign.reason': 'why it was refused, a `Reason` of the core',
  'countersign.scheme': '`Bearer` or `DPoP`',
  'countersign.state': 'state in the words of `health()`',
  'countersign.store': 'kind of replay store: `memory`, `redis` …',
  'countersign.token.kind': '`jwt` or `opaque`',
  'error.type': 'only where something failed on our side',
  'http.request.method': 'a method that is known, or `_OTHER`',
  'http.response.status_code': 'of the answer',
  'http.route': 'template of the route, never the path',
} as const

export type AttributeName = keyof typeof ATTRIBUTES
