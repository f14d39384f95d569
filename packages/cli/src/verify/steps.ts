import type { Step } from '@countersign/core/reasons'

/** What each step is called, and what it asks. */
export const STEP_TITLES: Readonly<Record<Step, readonly [title: string, question: string]>> = {
  transport: ['Transport', 'TLS, or loopback'],
  credentials: ['Credentials', 'exactly one token, where it belongs'],
  shape: ['Shape', 'signed, encrypted or opaque'],
  parse: ['Strict parse', 'base64url, JSON, type, algorithm'],
  signature: ['Signature', 'a trusted issuer, its keys, and what they signed'],
  claims: ['Claims', 'audience, times, what has to be there'],
  binding: ['Binding', 'the sender holds the key that it is bound to'],
  revocation: ['Revocation', 'it was not withdrawn'],
  policy: ['Policy', 'how the person has authenticated, and the scopes'],
}
