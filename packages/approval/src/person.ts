import type { ApprovalClient } from './client.js'

/** Somebody who can be asked: the owner of what tokens give access to. */
export interface Person {
  /** The `sub` of tokens, 1 to 255 characters. */
  readonly subject: string
  /** What the page greets them by. */
  readonly name?: string
  /** For notices, never for decisions. */
  readonly email?: string
}

type Found = Person | undefined | Promise<Person | undefined>

/** Who there is. It is yours to know: a table of users, a directory. What rejects, or takes ten seconds, is a 503. */
export interface People {
  /** Whom a client means by a `login_hint` of at most 512 characters. */
  find(hint: string, client: ApprovalClient): Found
  /** Whom a subject names: a device that was paired, an `id_token_hint`. */
  get(subject: string): Found
  /** Whom a `login_hint_token` means; `expired` if its time is over. Without it such hints are refused. */
  findByToken?(
    token: string,
    client: ApprovalClient,
  ): Found | 'expired' | Promise<Person | 'expired' | undefined>
}
