import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ClientLogo } from '../../client.js'
import { ownerErrorOf } from '../owner-error.js'
import type { Room } from '../room.js'
import { logoName } from '../views/client-view.js'
import { bareHeaders } from './headers.js'
import { pageFile } from './page-files.js'
import { sendFile, sendPlain } from './send-file.js'

const TYPES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp'])
const LARGEST = 65_536

/** Answers a path below `owner/logos/` with the image of a client. Never rejects. */
export type LogoRoute = (req: IncomingMessage, res: ServerResponse, name: string) => Promise<void>

/** For those who are signed in: strangers are not told who the clients are. */
export function logoRoute({ context, sessions }: Room): LogoRoute {
  const headers = bareHeaders(context.settings)
  return async (req, res, name) => {
    try {
      const session = await sessions.of(req)
      const logo = session && (await logoOf(name))
      if (!session) sendPlain(req, res, 401, headers)
      else if (!logo) sendPlain(req, res, 404, headers)
      else {
        const file = pageFile(logo.type, Buffer.from(logo.data))
        sendFile(req, res, file, { ...headers, 'Cache-Control': 'private, no-cache' })
      }
    } catch (thrown) {
      sendPlain(req, res, 503, { ...headers, ...ownerErrorOf(thrown).headers })
    }
  }

  async function logoOf(name: string): Promise<ClientLogo | undefined> {
    const clientId = Buffer.from(name, 'base64url').toString()
    if (clientId.length > 255 || logoName(clientId) !== name) return undefined
    const logo = (await context.client(clientId))?.logo
    const isFit = logo && TYPES.has(logo.type) && logo.data.byteLength <= LARGEST
    return isFit ? logo : undefined
  }
}
