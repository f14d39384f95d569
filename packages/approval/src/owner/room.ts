import type { DeskContext } from '../context.js'
import { Streams } from './events/streams.js'
import { Invitations } from './pairing/invitations.js'
import { Questions } from './passkey/questions.js'
import { Tickets } from './passkey/tickets.js'
import { Sessions } from './sessions.js'
import { Tries } from './tries.js'

/** What the answers of the owner's side are made with. */
export interface Room {
  readonly context: DeskContext
  readonly sessions: Sessions
  readonly tries: Tries
  readonly invitations: Invitations
  readonly questions: Questions
  readonly tickets: Tickets
  readonly streams: Streams
}

export function openRoom(context: DeskContext): Room {
  const sessions = new Sessions(context)
  return {
    context,
    sessions,
    tries: new Tries(context.state),
    invitations: new Invitations(context),
    questions: new Questions(context),
    tickets: new Tickets(context.state),
    streams: new Streams(context, sessions),
  }
}
