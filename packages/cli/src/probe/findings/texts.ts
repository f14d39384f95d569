/** What a finding means, and how to mend it, in general words. */
export interface FindingText {
  readonly meaning: string
  readonly mend: string
}

/** By family of what was accepted. */
export const FAMILY_TEXTS: Readonly<Record<string, FindingText>> = {
  'alg none': {
    meaning: 'A token that nobody signed is taken: whoever can write one is whoever they like.',
    mend: 'Verify with a fixed list of algorithms that has no "none" in it; never read the algorithm from the token.',
  },
  'key injection': {
    meaning:
      'The key that a token brings along, or points to, is believed: whoever makes a key makes tokens.',
    mend: 'Take keys from the issuer only. Ignore jwk, jku, x5c and x5u in the header.',
  },
  'key id': {
    meaning: 'The kid of a token is used for more than a name among the keys of the issuer.',
    mend: 'Look kid up by exact comparison among the published keys; never as a path, a query or a member of an object.',
  },
  'alg confusion': {
    meaning:
      'A signature is checked by another algorithm than its key is for: a public key becomes a secret.',
    mend: 'Give the verifier a list of asymmetric algorithms, and hold each key to its own alg.',
  },
  signature: {
    meaning: 'A signature is taken that the issuer has not made over this token.',
    mend: 'Check the signature with a maintained library, over the token exactly as it came.',
  },
  structure: {
    meaning: 'Something is taken for a token that is no compact JWT.',
    mend: 'Take three segments of base64url and nothing else.',
  },
  base64url: {
    meaning:
      'One token can be spelled in many ways: lists of withdrawn or seen tokens can be passed by.',
    mend: 'Refuse segments that do not encode back to the same text.',
  },
  JSON: {
    meaning:
      'Header or claims are read leniently: two readers of one token may see two different tokens.',
    mend: 'Refuse duplicate names, values that are no JSON, bad UTF-8, and deep nesting.',
  },
  'cross-JWT': {
    meaning: 'A JWT that was made for something else passes for an access token.',
    mend: 'Hold tokens to their typ, to your audience and to your issuer (RFC 9068 §4, RFC 8725 §3.11).',
  },
  claims: {
    meaning: 'A claim that is missing, of the wrong type, or past its time is taken.',
    mend: 'Require iss, aud and exp, check the type of each claim, and compare exactly.',
  },
  crit: {
    meaning:
      'A header says that it must be understood, and it was taken without being understood (RFC 7515 §4.1.11).',
    mend: 'Refuse every crit that is not known, and b64 with it.',
  },
  JWE: {
    meaning: 'An encrypted token is taken on terms that the sender chose.',
    mend: 'Allow key management and content encryption by list, and check the signature inside.',
  },
  size: {
    meaning: 'There is no limit to how large a token may be.',
    mend: 'Refuse tokens above some kilobytes before anything is decoded.',
  },
  DPoP: {
    meaning: 'A proof is taken that does not prove who sends this token with this request.',
    mend: 'Check proofs by every step of RFC 9449 §4.3, and remember those that were used.',
  },
}

const CONTRADICTION: FindingText = {
  meaning:
    'A signature of the issuer is taken under a header that contradicts it, or the key. No forgery by itself: a verifier that is not strict.',
  mend: 'Hold the algorithm to a list, and to the alg and use of the key that kid names.',
}

const SPELLINGS: FindingText = {
  meaning:
    'One token can be spelled in many ways: lists of withdrawn or seen tokens can be passed by.',
  mend: 'Take one spelling of a token: three segments of exact base64url, and a signature of exact length.',
}

/** By family, of what is only low: nobody without a key makes a token by it. */
export const MILD_TEXTS: Readonly<Record<string, FindingText>> = {
  'alg none': CONTRADICTION,
  'alg confusion': CONTRADICTION,
  'key id': CONTRADICTION,
  signature: SPELLINGS,
  structure: SPELLINGS,
}

/** By id, where the family does not say enough. */
export const TEXTS: Readonly<Record<string, FindingText & { readonly title: string }>> = {
  unprotected: {
    title: 'The route wants no token',
    meaning: 'The route answers without any token. Nothing else was tried.',
    mend: 'Put the check of tokens in front of the route, or probe one that has it.',
  },
  'no-token': {
    title: 'Accepted: a request without a usable token',
    meaning: 'The route can be had by whoever leaves the token away, or out of its header.',
    mend: 'Answer 401 unless there is a token, and it is good.',
  },
  garbage: {
    title: 'Accepted: what is no token at all',
    meaning: 'Whatever stands in the place of a token is taken for one.',
    mend: 'Verify tokens with a maintained library, and answer 401 to whatever it throws.',
  },
  'remembered-token': {
    title: 'Accepted: a forgery that shares a part with a token taken before',
    meaning:
      'Tokens that were verified are remembered by a part of them: whatever has the same part is taken unverified.',
    mend: 'Verify every token, or remember by a hash of the whole token, and never for longer than exp.',
  },
  'bound-as-bearer': {
    title: 'Accepted: a token that is bound to a key, without proof of the key',
    meaning: 'Who has stolen a token uses it, though it is bound to a key that only its owner has.',
    mend: 'Honour every cnf, or refuse tokens that have one (RFC 9449 §7.2, RFC 8705 §3).',
  },
  'look-alike-names': {
    title: 'Accepted: an issuer or audience that only looks like the right one',
    meaning: 'Issuer or audience are compared leniently: whoever gets a similar name gets tokens.',
    mend: 'Compare iss and aud code point by code point, without trimming or folding.',
  },
  'unprotected-head': {
    title: 'HEAD wants no token',
    meaning: 'HEAD is answered without a token where the other methods want one.',
    mend: 'Put the check of tokens in front of every method of the route.',
  },
  'unprotected-options': {
    title: 'OPTIONS gives away what needs a token',
    meaning: 'OPTIONS without a token gets what a good token gets.',
    mend: 'Answer preflights before the route, and let no method pass the check of tokens.',
  },
  'query-token': {
    title: 'Accepted: a token in the address',
    meaning:
      'A token in the address is in every log, history and Referer on the way (RFC 9700 §4.3.2).',
    mend: 'Take tokens from the Authorization header only.',
  },
  'two-tokens': {
    title: 'Accepted: two tokens in one request',
    meaning: 'Of two tokens one is picked: a gateway in front may have looked at the other.',
    mend: 'Answer 400 to more than one token (RFC 6750 §3.1).',
  },
  'form-token': {
    title: 'Accepted: a token in a form',
    meaning: 'Tokens are taken from forms. Sites of others can make a browser send them.',
    mend: 'Switch it off unless a client needs it; never on GET (RFC 6750 §2.2).',
  },
  'other-field': {
    title: 'Accepted: a token in a cookie or another header',
    meaning: 'Tokens are taken from elsewhere than the Authorization header.',
    mend: 'Switch it off unless a client needs it; cookies need protection from cross-site requests.',
  },
  'scheme-case': {
    title: 'Refused: a good token behind a scheme in another spelling',
    meaning:
      'A correct client may write the scheme in any case, with several spaces (RFC 9110 §11.1, §11.4).',
    mend: 'Compare the scheme without regard to case.',
  },
  'lenient-header': {
    title: 'Accepted: an Authorization header with more in it than a token',
    meaning:
      'A header with more in it than one token is taken: others on the way may read it otherwise.',
    mend: 'Take one scheme, spaces, and one token68; answer 400 to anything else.',
  },
  'other-scheme': {
    title: 'Accepted: a bearer token with another scheme',
    meaning: 'A bearer token is taken under the name of another scheme.',
    mend: 'Take Bearer only, and DPoP for tokens that are bound.',
  },
  'two-headers': {
    title: 'Accepted: two Authorization headers',
    meaning:
      'Of two Authorization headers one is picked: a gateway in front may have looked at the other.',
    mend: 'Count the header lines as they came, and answer 400 to more than one.',
  },
  'control-bytes': {
    title: 'Accepted: control characters in the header',
    meaning: 'Control characters in a header are taken, or taken out.',
    mend: 'Leave it to the HTTP server to refuse them; run no lenient parser.',
  },
  'server-error': {
    title: 'Tokens that the server fails on',
    meaning: 'A token made the server fail. What fails can often be made to fail for everyone.',
    mend: 'Catch whatever the verification of a token throws, and answer 401.',
  },
  'server-down': {
    title: 'Tokens that the server did not survive',
    meaning: 'After these tokens the server took no good token any more. What follows was not run.',
    mend: 'Find what ended it in its log; no token may end a process.',
  },
  'server-silent': {
    title: 'Tokens that get no answer',
    meaning: 'A token keeps the server busy, or is never answered: one client can occupy it.',
    mend: 'Limit the size of tokens, and what work a header may ask for.',
  },
  'leaked-token': {
    title: 'Answers that repeat the token',
    meaning: 'An answer repeats a part of the token. Answers are logged, cached and shown.',
    mend: 'Answer with fixed texts; keep the token out of errors.',
  },
  'leaked-internals': {
    title: 'Answers that show the inside of the server',
    meaning: 'An answer shows a stack trace or the path of a file.',
    mend: 'Answer errors with fixed texts; set NODE_ENV=production.',
  },
  fetched: {
    title: 'An address from a token was fetched',
    meaning:
      'The server fetched an address that a forged token named: it can be sent anywhere inside your network.',
    mend: 'Ignore jku and x5u; take keys from the configured issuer only.',
  },
  'challenge-missing': {
    title: '401 without a challenge',
    meaning:
      'A 401 without WWW-Authenticate tells clients nothing (RFC 9110 §15.5.2 requires one).',
    mend: 'Send WWW-Authenticate: Bearer with every 401.',
  },
  'challenge-malformed': {
    title: 'A challenge that cannot be parsed',
    meaning:
      'WWW-Authenticate breaks its grammar: strict clients see no challenge (RFC 9110 §11.6.1).',
    mend: 'Write values as quoted strings, separated by commas.',
  },
  'challenge-scheme': {
    title: 'A challenge without Bearer or DPoP',
    meaning: 'The challenge names neither Bearer nor DPoP.',
    mend: 'Name the scheme that the route takes.',
  },
  'challenge-code': {
    title: 'A challenge with another code than invalid_token',
    meaning:
      'An invalid token is answered with a code that says something else: clients do the wrong thing (RFC 6750 §3.1).',
    mend: 'Send error="invalid_token" with each 401 to a token.',
  },
  'challenge-code-missing': {
    title: 'A challenge without error="invalid_token"',
    meaning:
      'An invalid token is answered as if none had come. That is allowed; but clients do not know that they need a new one (RFC 6750 §3.1).',
    mend: 'Send error="invalid_token" with each 401 to a token.',
  },
  'challenge-code-unasked': {
    title: 'An error code where no token came',
    meaning:
      'A request without a token is answered with an error code (RFC 6750 §3.1 says not to).',
    mend: 'Send the bare challenge where no token came.',
  },
  slow: {
    title: 'Tokens that take long',
    meaning: 'These tokens took more than a second, and a good one takes milliseconds.',
    mend: 'Limit the size of tokens, and refuse what is malformed before any other work.',
  },
}
