import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import type { Context } from '../../context.js'
import { OwnerError } from '../owner-error.js'
import { secret, sha256 } from '../random.js'
import type { Session } from '../sessions.js'
import { requestOptions } from './assert.js'
import { takePasskey } from './show.js'

/** Seconds to answer in. */
const LIFETIME = 120

/** What a passkey says yes to: one thing of one kind. */
export interface Subject {
  readonly kind: 'approve' | 'remove' | 'invite' | 'user-code'
  /** Of the approval, or of the device: that which is removed, else that which is held. */
  readonly id: string
}

/**
 * Has somebody say yes with the passkey of their device to one question. Its challenge is the digest of the
 * question, of the session and the device: the signature is of this choice, and good for no other. Each can
 * be answered once; a newer one about the same takes its place.
 */
export class Questions {
  readonly #context: Context

  constructor(context: Context) {
    this.#context = context
  }

  /** Keeps a question, and gives what the browser asks the passkey by. */
  async ask(session: Session, subject: Subject, content: object): Promise<object> {
    const { settings, state } = this.#context
    const { device, key } = session
    const question = { ...subject, content, device: device.id, session: key, nonce: secret() }
    const text = JSON.stringify(question)
    await state.set(stateKey(session, subject), text, LIFETIME)
    return requestOptions(settings, { challenge: sha256(text), timeout: LIFETIME, device })
  }

  /** Gives the content of the question that was answered; rejects with an OwnerError if it was not. */
  async answered(
    session: Session,
    subject: Subject,
    { response, network }: { response: AuthenticationResponseJSON; network: string | undefined },
  ): Promise<unknown> {
    const text = await this.#context.state.take(stateKey(session, subject))
    if (text === undefined) throw new OwnerError('bad_passkey')
    await takePasskey(this.#context, session, { response, challenge: sha256(text), network })
    const { content } = JSON.parse(text) as { readonly content: unknown }
    return content
  }
}

function stateKey({ key }: Session, { kind, id }: Subject): string {
  return `owner:question:${kind}:${key}:${id}`
}
