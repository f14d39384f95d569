import type { JSONWebKeySet } from 'jose'

/** An application that may ask owners for access. */
export interface ApprovalClient {
  /** 1 to 255 visible ASCII characters. */
  readonly clientId: string
  /** What owners see, 1 to 80 characters, none of which hides, or turns other text around. */
  readonly name: string
  /** Whether you have seen for yourself who is behind it: the page says so. Default `false`. */
  readonly verified?: boolean
  /** Web address that the page shows, https, in ASCII. */
  readonly website?: string
  /** Shown by the page, and served from its own origin: nothing is fetched. At most 64 KiB. */
  readonly logo?: ClientLogo
  /** How it proves who it is. */
  readonly authentication: ClientAuthentication
  /** Scopes that it may ask for, of all resources. */
  readonly scopes: readonly string[]
  /** Resources that it may ask for. Default: all. */
  readonly resources?: readonly string[]
  /** How it learns of the answer, default `poll`. */
  readonly delivery?: ClientDelivery
  /**
   * Whether it knows how to hand on user codes. Default `true`. Without it, it cannot ask those who have set one:
   * theirs counts for everybody.
   */
  readonly userCode?: boolean
  /** Whether it may be given refresh tokens, if it asks for `offline_access`. Default `false`. */
  readonly refreshTokens?: boolean
  /** Signing algorithm of its authentication requests, which then have to be signed (CIBA §7.1.1). */
  readonly signedRequests?: 'ES256' | 'ES384' | 'ES512' | 'PS256' | 'EdDSA' | 'Ed25519'
}

/** An image: PNG, JPEG or WebP. No SVG, which can hold scripts. */
export interface ClientLogo {
  readonly type: 'image/png' | 'image/jpeg' | 'image/webp'
  readonly data: Uint8Array
}

/** Its tokens are bound to the key of its DPoP proofs; those of `tls` clients to their certificate. */
export type ClientAuthentication =
  /** RFC 7523: an assertion that is signed with one of these keys, each good once. */
  | {
      readonly method: 'private_key_jwt'
      readonly keys: JSONWebKeySet | URL
    }
  /** RFC 8705 §2.1: a certificate of an authority that the TLS layer trusts, with this subject. */
  | { readonly method: 'tls'; readonly subjectDn: string }
  /** RFC 8705 §2.2: a certificate with one of these keys, whoever signed it. */
  | { readonly method: 'self_signed_tls'; readonly keys: JSONWebKeySet | URL }

export type ClientDelivery =
  | { readonly mode: 'poll' }
  /** Is told at this https address that there is an answer, and fetches it (CIBA §10.2). */
  | { readonly mode: 'ping'; readonly endpoint: string }

/** Finds a client by its `client_id`; `undefined` if there is none. */
export type ApprovalClientLookup = (
  clientId: string,
) => ApprovalClient | undefined | Promise<ApprovalClient | undefined>
