import type { DeskContext, Route } from '../context.js'
import { PAGE_FOLDER } from '../page-folder.js'
import type { Person } from '../person.js'
import { apiRoute } from './api/answer-api.js'
import { endpointsOf } from './api/endpoints.js'
import type { InvitationView } from './api-types.js'
import { pageHeaders } from './http/headers.js'
import { logoRoute } from './http/logo-route.js'
import { readPageFiles } from './http/page-files.js'
import { pageRoute } from './http/page-route.js'
import { sendPlain } from './http/send-file.js'
import { openRoom } from './room.js'

/** What owners are served by. */
export interface OwnerSide {
  /** Everything below `owner/` of the issuer. */
  readonly route: Route
  /** Makes a code that pairs one device with this person, good for ten minutes. */
  invite(person: Person): Promise<InvitationView>
  /** Ends what is open. */
  close(): void
}

/** Makes the side of the server that owners see: their page, and all that it talks to. */
export function createOwnerSide(context: DeskContext, page: URL = PAGE_FOLDER): OwnerSide {
  const { settings } = context
  const modules = new URL('./', import.meta.resolve('@simplewebauthn/browser'))
  const room = openRoom(context)
  const answerApi = apiRoute(room, endpointsOf(room))
  const answerLogo = logoRoute(room)
  const answerPage = pageRoute(settings, readPageFiles(page, modules))
  return {
    async route(req, res, path) {
      if (path === '/owner') {
        const Location = `${settings.basePath}/owner/`
        sendPlain(req, res, 301, { ...pageHeaders(settings), Location })
        return true
      }
      if (!path.startsWith('/owner/')) return false
      const below = path.slice('/owner/'.length)
      if (below.startsWith('api/')) await answerApi(req, res, below.slice('api/'.length))
      else if (below.startsWith('logos/')) await answerLogo(req, res, below.slice('logos/'.length))
      else answerPage(req, res, below)
      return true
    },
    invite: async (person) => room.invitations.invite(person),
    close: () => room.streams.close(),
  }
}
