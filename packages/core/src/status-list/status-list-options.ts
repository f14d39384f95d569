import type { JSONWebKeySet } from 'jose'

/**
 * How Token Status Lists are read (draft-ietf-oauth-status-list): for tokens with a `status` claim,
 * whose issuer asks that their status be looked up.
 */
export interface StatusListOptions {
  /**
   * Who signs the lists, where that is not the issuer of the tokens. A list that names an issuer has to
   * name this one. Default: the issuer of the token.
   */
  issuer?: string
  /**
   * The keys of whoever signs the lists, where they are not the ones of the tokens: static ones, or
   * their URL. Default: those of the tokens; with another `issuer`, found by discovery.
   */
  keys?: JSONWebKeySet | URL
  /**
   * Statuses beside VALID (0x00) that pass: of those that the draft leaves to applications, 0x03 and
   * 0x0B to 0x0F. Default: none, so that a token with one of them is refused.
   */
  accept?: readonly number[]
  /**
   * `accept` lets a token in whose list, or the keys of that, cannot be had: a withdrawn token then
   * works for whoever can keep us from the list. Never one that a list, however old, was seen to
   * withdraw, and never where what was fetched is of no use. Default `refuse`: 503.
   */
  onUnavailable?: 'refuse' | 'accept'
  /** Seconds that a list without a `ttl` is relied on before it is fetched anew, 1 to 86 400. Default 300. */
  ttl?: number
}
