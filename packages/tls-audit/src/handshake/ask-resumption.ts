import type { ConnectionOptions } from 'node:tls'
import type { Ask } from './ask.js'
import type { Resumption, VersionTickets } from './handshakes.js'
import { readSessionTicket } from './session-ticket.js'
import { onlyVersion } from './tls-settings.js'

/** What was given to take up a session with, by version. */
export interface Given {
  /** A secret. `undefined`: none was given. */
  readonly session: Buffer | undefined
  /** Whether there was a ticket; `undefined`: not known. */
  readonly ticket: boolean | undefined
}

export interface GivenSessions {
  /** `undefined`: no handshake of this version was completed. */
  readonly tls12: Given | undefined
  readonly tls13: Given | undefined
}

/** Tries whether the server takes up its own sessions, with settings that it has liked before. */
export async function askResumption(
  ask: Ask,
  liked: ConnectionOptions,
  { tls12, tls13 }: GivenSessions,
): Promise<Resumption> {
  const resumes = async (
    version: 'TLSv1.2' | 'TLSv1.3',
    given: Given | undefined,
  ): Promise<boolean | undefined> => {
    if (given?.session === undefined) return given?.ticket === false ? false : undefined
    const settings = { ...liked, ...onlyVersion(version), session: given.session }
    const again = await ask(settings, (socket) => socket.isSessionReused())
    return again.completed ? again.value : undefined
  }
  const versions = [...ticketsOf('TLSv1.2', tls12), ...ticketsOf('TLSv1.3', tls13)]
  const lifetimes = versions.map(({ lifetime }) => lifetime).filter((one) => one !== undefined)
  return {
    tls12: await resumes('TLSv1.2', tls12),
    tls13: await resumes('TLSv1.3', tls13),
    ticketLifetime: lifetimes.length > 0 ? Math.max(...lifetimes) : undefined,
    tickets: anyOf(versions.map(({ ticket }) => ticket)),
    versions,
  }
}

function ticketsOf(
  version: VersionTickets['version'],
  given: Given | undefined,
): readonly VersionTickets[] {
  if (!given) return []
  const { session, ticket } = given
  return [{ version, ticket, lifetime: session && readSessionTicket(session)?.lifetime }]
}

/** One yes is enough for a yes; a no takes all of them, and one at least. */
function anyOf(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(true)) return true
  return answers.length === 0 || answers.includes(undefined) ? undefined : false
}
