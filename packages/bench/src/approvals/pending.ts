import { AskingClient } from './asking-client.js'
import { pair } from './pair.js'
import type { ProcessSize } from './order.js'
import { startApprovalServer } from './server.js'

/** What a server takes, before and while so many wait. */
export interface Pending {
  readonly none: ProcessSize
  readonly many: ProcessSize
}

/** Each of the clients asks each of them. */
const PEOPLE = 20
/** Requests that are under way at a time. */
const AT_ONCE = 10

/** `host`: of a PostgreSQL; without one the databases are in the folder. */
export async function pendingApprovals(
  place: { readonly host: string | undefined; readonly folder: string },
  approvals: number,
): Promise<Pending> {
  const people = named('person', Math.min(PEOPLE, approvals))
  const clients = await Promise.all(
    named('client', Math.ceil(approvals / people.length)).map(async (id) => AskingClient.named(id)),
  )
  const order = clients.map(({ clientId, publicJwk: key }) => ({ clientId, key }))
  const server = await startApprovalServer({ ...place, clients: order, people })
  try {
    const { issuer } = server
    for (const [at, subject] of people.entries()) await pair(server, subject, `192.0.2.${at}`)
    const questions = clients
      .flatMap((client) => people.map((subject) => ({ client, subject })))
      .slice(0, approvals)
    await each(questions, async ({ client }) => client.poll(issuer, 'nothing'))
    const none = await server.size()
    await each(questions, async ({ client, subject }) => client.askAndPoll(issuer, subject))
    return { none, many: await server.size() }
  } finally {
    await server.close()
  }
}

function named(what: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${what}-${at}`)
}

/** Some at a time. */
async function each<T>(values: readonly T[], work: (value: T) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < values.length; at += AT_ONCE) {
    await Promise.all(values.slice(at, at + AT_ONCE).map(work))
  }
}
