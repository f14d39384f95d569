import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Settings } from '../../settings.js'
import { pageHeaders } from './headers.js'
import { pageFile, type PageFile, type PageFiles } from './page-files.js'
import { sendFile, sendPlain } from './send-file.js'

/** What the page shows by itself, and what opens again when it is reloaded there. */
const VIEWS = /^(?:|pair|devices|history|settings|approvals\/[\w-]{22})$/

/** Answers a path below `owner/` with the page, or a file of it. */
export type PageRoute = (req: IncomingMessage, res: ServerResponse, path: string) => void

export function pageRoute(settings: Settings, files: PageFiles): PageRoute {
  const headers = { ...pageHeaders(settings), 'Cache-Control': 'no-cache' }
  const index = filledIndex(settings, files)
  return (req, res, path) => {
    const file = VIEWS.test(path) ? index : path === 'index.html' ? undefined : files.get(path)
    if (file) sendFile(req, res, file, headers)
    else sendPlain(req, res, 404, headers)
  }
}

/** The page, which finds everything by the path of the issuer, wherever it is shown. */
function filledIndex({ basePath }: Settings, files: PageFiles): PageFile {
  const file = files.get('index.html')
  if (!file) throw new Error('the page has no index.html')
  const html = file.bytes.toString().replaceAll('%BASE%', () => attribute(basePath))
  return pageFile(file.type, Buffer.from(html))
}

/** A text inside of the quotes of an attribute. */
function attribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replaceAll('<', '&lt;')
}
