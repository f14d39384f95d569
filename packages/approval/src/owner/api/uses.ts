import { ConfigError } from '@countersign/core'
import type { OwnerView } from '@countersign/ledger'
import type { UsesView } from '../api-types.js'
import { OwnerError } from '../owner-error.js'
import type { Room } from '../room.js'
import type { Session } from '../sessions.js'
import { summaryView, useView } from '../views/use-view.js'
import { ok, own, type Endpoints } from './call.js'
import { ownApproval } from './own-approval.js'

const PAGE = 100

/** What was done with a token. */
export function useEndpoints({ context }: Room): Endpoints {
  const { settings } = context

  function record({ person: { subject } }: Session): OwnerView {
    return settings.ledger.owner({ issuer: settings.issuer, subject })
  }

  return {
    'GET approvals/ID/uses': own(async (call, session) => {
      const cursor = call.query('cursor')
      const { id } = await ownApproval(context, call.id, session)
      const options = { limit: PAGE, cursor }
      const { uses, next } = await record(session)
        .uses({ approval: id }, options)
        .catch(refuseCursor)
      const view: UsesView = { uses: uses.map(useView), next }
      return ok(view)
    }),
    'GET approvals/ID/summary': own(async (call, session) => {
      const { id } = await ownApproval(context, call.id, session)
      return ok(summaryView(await record(session).summary({ approval: id })))
    }),
  }
}

function refuseCursor(error: unknown): never {
  if (error instanceof ConfigError && error.option === 'cursor') throw new OwnerError('bad_request')
  throw error
}
