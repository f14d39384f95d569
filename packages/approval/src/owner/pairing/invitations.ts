import { renderSVG } from 'uqr'
import type { Context } from '../../context.js'
import type { Device } from '../../directory/directory.js'
import type { Person } from '../../person.js'
import type { InvitationView } from '../api-types.js'
import { OwnerError } from '../owner-error.js'
import { secret, sha256 } from '../random.js'
import { newCode, readCode } from './codes.js'

/** Seconds that a code can be used in. */
const LIFETIME = 600

/** Seconds to make a passkey in, once the code was typed in. */
const CHALLENGE_LIFETIME = 300

/** Whom a code invites. */
export interface Guest {
  readonly subject: string
  /** Id of the device that it was shown on; `undefined`: the application has shown it. */
  readonly by: string | undefined
}

/** Codes that let one device be paired with a person. What is kept of one is its digest. */
export class Invitations {
  readonly #context: Context

  constructor(context: Context) {
    this.#context = context
  }

  /** `by`: a device, with which the code is good for nothing any more once it is removed. */
  async invite({ subject }: Person, by?: Device): Promise<InvitationView> {
    const { settings, state } = this.#context
    const code = newCode()
    const kept: Guest = { subject, by: by?.id }
    const expiresAt = Date.now() + LIFETIME * 1_000
    const key = codeKey(sha256(code.replaceAll('-', '')))
    if (!(await state.add(key, JSON.stringify(kept), LIFETIME)))
      throw new Error('a code was made twice')
    // Behind the #: browsers keep that to themselves, and it is in no log.
    const url = `${settings.origin}${settings.basePath}/owner/pair#${code}`
    return { code, url, qr: renderSVG(url, { border: 4 }), expiresAt }
  }

  /** Whom a code invites; rejects with an OwnerError if nobody. */
  async guest(code: string): Promise<Guest> {
    const [text] = await this.#context.state.get([codeKey(digestOf(code))])
    return guestOf(text)
  }

  /** A challenge for a passkey that is made with this code; the one before is good no more. */
  async challenge(code: string): Promise<string> {
    const challenge = secret()
    await this.#context.state.set(challengeKey(digestOf(code)), challenge, CHALLENGE_LIFETIME)
    return challenge
  }

  /** The challenge, once; rejects with an OwnerError if there is none. */
  async takeChallenge(code: string): Promise<string> {
    const challenge = await this.#context.state.take(challengeKey(digestOf(code)))
    if (challenge === undefined) throw new OwnerError('bad_code')
    return challenge
  }

  /** Uses a code up, and gives whom it invites; rejects with an OwnerError if it was used or is too old. */
  async accept(code: string): Promise<Guest> {
    return guestOf(await this.#context.state.take(codeKey(digestOf(code))))
  }
}

function digestOf(typed: string): string {
  const code = readCode(typed)
  if (code === undefined) throw new OwnerError('bad_code')
  return sha256(code)
}

function guestOf(text: string | undefined): Guest {
  if (text === undefined) throw new OwnerError('bad_code')
  const { subject, by } = JSON.parse(text) as Omit<Guest, 'by'> & Partial<Guest>
  return { subject, by }
}

function codeKey(digest: string): string {
  return `owner:invitation:${digest}`
}

function challengeKey(digest: string): string {
  return `owner:pairing:${digest}`
}
