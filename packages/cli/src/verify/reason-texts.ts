import type { Reason } from '@countersign/core'

/** What a reason means, and who can do what about it. */
export type ReasonText = readonly [meaning: string, advice: string]

const NEW_TOKEN = 'The client has to get a new token.'
const NEW_PROOF = 'The client has to make a proof for each request, with the key of its token.'
const ISSUER = 'The issuer has to be set up otherwise.'

/** For people. A reason of the core without a row does not compile. */
export const REASON_TEXTS: Readonly<Record<Reason, ReasonText>> = {
  insecure_transport: [
    'The request came over plain HTTP, where everybody on the way reads the token.',
    'The client has to use https. The token should be withdrawn: it was seen.',
  ],
  malformed_host: [
    'The request names no host, or two, or what is none.',
    'The client, or a proxy on the way, has to send one Host line.',
  ],
  missing_credentials: [
    'The request brings no token.',
    'The client has to send "Authorization: Bearer …", or "DPoP …" with a proof.',
  ],
  unsupported_scheme: [
    'The Authorization line is of another scheme.',
    'The client has to use Bearer, or DPoP for a token that is bound to a key.',
  ],
  disabled_source: [
    'The token came in the URL or in a form, which is switched off.',
    'The client has to send it in the Authorization line.',
  ],
  malformed_credentials: [
    'What stands in the place of the token cannot be one: it has characters that no token has.',
    'The client has to send the token as it got it: no quotes, no line breaks, nothing behind it.',
  ],
  multiple_credentials: [
    'The request brings more than one token.',
    'The client has to send one, in one place.',
  ],
  token_too_large: [
    'The token has more than 16 384 characters.',
    'The issuer should put less into it. limits.tokenBytes is the bound of a verifier.',
  ],
  opaque_token: [
    'The token is no JWT: it says nothing itself.',
    'Ask its issuer: --introspect, --client-id. Or the client has sent something else.',
  ],
  encrypted_token: [
    'The token is encrypted, and no key is there to open it.',
    'Give the private key: --decryption-key.',
  ],
  unsupported_encryption: [
    'The token is encrypted in a way that is refused: RSA1_5, a password, compression.',
    'The issuer has to use ECDH-ES or RSA-OAEP, with AES-GCM or AES-CBC and HMAC.',
  ],
  undecryptable_token: [
    'No key that was given opens the token.',
    'Is it the key that the issuer encrypts to? Its kid has to be the one of the token.',
  ],
  unencrypted_token: [
    'The token is not encrypted, and this API wants them to be (RFC 9068 §4).',
    'Leave --decryption-key out, or have the issuer encrypt.',
  ],
  malformed_token: [
    'The token is not what strict parsers take: base64url, UTF-8, JSON, names.',
    'countersign inspect says what is wrong with it. It may have been cut off.',
  ],
  wrong_token_type: [
    'Its header does not say that it is an access token (typ "at+jwt", RFC 9068 §4).',
    'If the issuer is none of RFC 9068: --token-type jwt. Or it is another kind of token.',
  ],
  unsupported_algorithm: [
    'It is signed by an algorithm that is not allowed.',
    'Allow it with --algorithms, if it is asymmetric. None and HMAC never are.',
  ],
  unsupported_header: ['Its header asks for what is not supported (crit, b64, zip).', ISSUER],
  untrusted_issuer: [
    'It says that another issuer has made it. Nothing was asked of that one.',
    'Give the issuer byte for byte, with or without the slash at its end: --issuer.',
  ],
  unknown_key: [
    'The issuer publishes no key of that name and type.',
    'Keys may have been rotated away, or it was signed for another environment.',
  ],
  ambiguous_key: [
    'Too many published keys could have signed it.',
    'The issuer has to name the key (kid), and to give each its own name.',
  ],
  invalid_signature: [
    'The key of that name has not signed it: it was changed, or forged.',
    'Compare the token with the one that was issued. A copy may have lost a character.',
  ],
  dependency_unavailable: [
    'Somebody who has to be asked did not answer, or not with what is needed.',
    'Can the issuer be reached from here? NODE_EXTRA_CA_CERTS adds a CA of your own.',
  ],
  malformed_claim: ['A claim is not of the form that it has to have.', ISSUER],
  missing_claim: [
    'A claim is missing that has to be there.',
    'If the issuer is none of RFC 9068: --token-type jwt. Otherwise it has to add the claim.',
  ],
  wrong_audience: [
    'It was issued for another API.',
    'The client has to ask for a token for this one (resource, audience). Or is --audience right?',
  ],
  token_expired: ['It has expired.', NEW_TOKEN],
  token_not_yet_valid: [
    'It is not good yet: nbf or iat lies ahead.',
    'Compare the clocks. --clock-tolerance forgives some seconds.',
  ],
  token_too_old: ['It was issued longer ago than this API takes.', NEW_TOKEN],
  id_token: [
    'It is an ID token, or another kind of JWT that is no access token.',
    'The client has to send its access token.',
  ],
  claims_schema: ['Its claims are not those that the schema asks for.', ISSUER],
  malformed_binding: ['Its cnf claim is not of the form that it has to have.', ISSUER],
  unsupported_binding: [
    'It is bound to a key in a way that cannot be checked here.',
    'For a certificate give --certificate. For DPoP give --dpop, --method and --url.',
  ],
  unbound_token: [
    'It is bound to no key, and this request or this API wants that.',
    'The issuer has to bind it. Or the client has to send it by Bearer.',
  ],
  bound_token_as_bearer: [
    'It is bound to a key, and came as a bearer token.',
    'The client has to send "Authorization: DPoP …" and a proof. Here: --dpop.',
  ],
  stray_proof: [
    'A proof came beside a token that is bound to no key.',
    'The client has to use DPoP at the token endpoint as well.',
  ],
  key_mismatch: [
    'The proof was made with another key than the token is bound to.',
    'The client has mixed up its keys, or the token was stolen.',
  ],
  missing_certificate: [
    'The token is bound to a client certificate, and none was shown.',
    'Give it: --certificate. A server in operation gets it from TLS, or from its proxy.',
  ],
  certificate_mismatch: [
    'The client certificate is not the one that the token is bound to.',
    'A renewed certificate needs a new token.',
  ],
  missing_proof: [
    'The token is bound to a key, and the request has no proof.',
    `${NEW_PROOF} Here: --dpop, --method, --url.`,
  ],
  multiple_proofs: ['The request has more than one proof.', 'The client has to send one.'],
  malformed_proof: [
    'The proof is not what RFC 9449 §4.2 asks for.',
    'countersign inspect says what is wrong with it.',
  ],
  wrong_proof_type: ['The proof has another type than "dpop+jwt".', NEW_PROOF],
  unsupported_proof_algorithm: [
    'The proof is signed by an algorithm that is not allowed.',
    NEW_PROOF,
  ],
  unusable_proof_key: [
    'The key in the proof cannot be used: it is private, weak, or of another type than alg.',
    'The client has to make another key, and get a token for it.',
  ],
  invalid_proof_signature: ['The key in the proof has not signed it.', NEW_PROOF],
  wrong_method: ['The proof was made for another method (htm).', `${NEW_PROOF} Here: --method.`],
  wrong_url: [
    'The proof was made for another URL (htu).',
    'Here: --url. A server behind a proxy needs publicUrl.',
  ],
  wrong_token_hash: ['The proof was made for another token, or for none (ath).', NEW_PROOF],
  proof_expired: [
    'The proof is older than 60 seconds.',
    `${NEW_PROOF} To look at an old one: --now.`,
  ],
  proof_not_yet_valid: [
    'The proof was made in the future.',
    'Compare the clocks. A server can give nonces, and then needs no clock of its clients.',
  ],
  proof_replayed: ['The proof was used before.', NEW_PROOF],
  nonce_required: [
    'The proof has to hold a nonce of the server.',
    'The client has to try again with the nonce of the DPoP-Nonce line.',
  ],
  invalid_nonce: [
    'The nonce in the proof is none of the server, or too old.',
    'The client has to try again with the nonce of the DPoP-Nonce line.',
  ],
  revoked_token: ['It was withdrawn.', NEW_TOKEN],
  lifetime_too_long: [
    'It lives longer than the revocation list can remember.',
    'The issuer should give it a shorter life.',
  ],
  inactive_token: [
    'Its issuer says that it is not active: expired, withdrawn, or never issued.',
    `${NEW_TOKEN} May this client ask about it?`,
  ],
  contradicted_token: ['Its issuer says something else about it than the token does.', ISSUER],
  malformed_status: ['Its status claim is not of the form that it has to have.', ISSUER],
  unsupported_status: ['Its status is told in a way that is not known here.', ISSUER],
  unusable_status: [
    'The status list does not have what it has to, or is not for this token.',
    ISSUER,
  ],
  suspended_token: ['It is suspended.', 'The client has to wait, or to get a new token.'],
  unaccepted_status: ['Its status is one that this API does not take.', NEW_TOKEN],
  step_up_required: [
    'The person has to authenticate again, or more strongly (RFC 9470).',
    'The client has to send them to the issuer with the acr_values and max_age of the challenge.',
  ],
  insufficient_scope: [
    'The token does not allow this.',
    'The client has to ask for the scopes of the challenge.',
  ],
  policy_denied: ['The policy of the route says no.', 'Another token may allow it.'],
}
