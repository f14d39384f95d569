import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import type { HistoryView } from '../api-types.js'
import { sha256 } from '../random.js'
import type { Room } from '../room.js'
import type { Session } from '../sessions.js'
import { clientViews, viewIn } from '../views/client-view.js'
import { ok, own, type Call, type Endpoints } from './call.js'

const PAGE = 50

/** What concerned somebody's security, and all uses to take away. */
export function historyEndpoints({ context, tries }: Room): Endpoints {
  const { directory, settings } = context

  async function page({ person }: Session, before: string | undefined): Promise<HistoryView> {
    const { events, next } = await directory.history.of(person.subject, { before, limit: PAGE })
    const ids = events.flatMap(({ clientId }) => clientId ?? [])
    const clients = await clientViews(context, ids)
    return {
      events: events.map(({ at, kind, device, clientId, approvalId, detail, network }) => ({
        at,
        kind,
        device,
        client: clientId === undefined ? undefined : viewIn(clients, clientId).name,
        approvalId,
        detail,
        network,
      })),
      next,
    }
  }

  async function exportUses({ res, network }: Call, { person, device }: Session): Promise<void> {
    const { subject } = person
    await tries.count('export', sha256(subject))
    const lines = settings.ledger.owner({ issuer: settings.issuer, subject }).export()
    try {
      // A record that is away is noticed before anything is said.
      const first = await lines.next()
      const at = Date.now()
      await directory.history.add(subject, { at, kind: 'exported', device: device.name, network })
      res.setHeader('Content-Type', 'application/x-ndjson; charset=utf-8')
      res.setHeader('Content-Disposition', 'attachment; filename="uses.ndjson"')
      await pipeline(Readable.from(joined(first, lines)), res)
    } finally {
      await lines.return?.()
    }
  }

  return {
    'GET history': own(async (call, session) => ok(await page(session, call.query('before')))),
    'GET export': own(async (call, session) => {
      await exportUses(call, session)
      return 'sent'
    }),
  }
}

async function* joined(
  first: IteratorResult<string>,
  rest: AsyncIterableIterator<string>,
): AsyncGenerator<string> {
  if (first.done === true) return
  yield first.value
  yield* rest
}
