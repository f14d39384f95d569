import type { ApprovalClient } from '../../client.js'
import type { Context } from '../../context.js'
import type { ClientView } from '../api-types.js'

/** What the page shows of a client; one that is registered no more is shown by its id. */
export async function clientView(context: Context, clientId: string): Promise<ClientView> {
  return viewOf(context, clientId, await context.client(clientId))
}

/** The same for many: each is looked up once. */
export async function clientViews(
  context: Context,
  clientIds: readonly string[],
): Promise<ReadonlyMap<string, ClientView>> {
  const ids = [...new Set(clientIds)]
  const views = await Promise.all(ids.map(async (id) => clientView(context, id)))
  return new Map(views.map((view) => [view.id, view]))
}

/** One of many. */
export function viewIn(views: ReadonlyMap<string, ClientView>, clientId: string): ClientView {
  return views.get(clientId) ?? unregistered(clientId)
}

/** Client ids may have any visible character: in a path, some of them would lead elsewhere. */
export function logoName(clientId: string): string {
  return Buffer.from(clientId).toString('base64url')
}

function viewOf(
  { settings }: Context,
  clientId: string,
  client: ApprovalClient | undefined,
): ClientView {
  if (!client) return unregistered(clientId)
  const { name, verified = false, website, logo } = client
  const path = `${settings.basePath}/owner/logos/${logoName(clientId)}`
  return { id: clientId, name, verified, website, logo: logo ? path : undefined }
}

function unregistered(id: string): ClientView {
  return { id, name: id, verified: false, website: undefined, logo: undefined }
}
