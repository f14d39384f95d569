import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Route } from '../context.js'

/**
 * A listener of `node:http`, and middleware of Express, Connect and Nest. Where there is a `next` it is
 * called for paths that are not the server's; where there is none they are 404.
 */
export type ApprovalHandler = (
  req: IncomingMessage,
  res: ServerResponse,
  next?: (error?: unknown) => void,
) => void

export function nodeHandler(answer: Answer): ApprovalHandler {
  return (req, res, next) => void handle(answer, req, res, next)
}

async function handle(
  answer: Answer,
  req: IncomingMessage,
  res: ServerResponse,
  next?: () => void,
): Promise<void> {
  if (await answer(req, res)) return
  // Not from here: what the rest of the application throws is its own, and no rejection of ours.
  if (next) process.nextTick(next)
  else res.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not Found\n')
}

/** Answers what is the server's; `false` otherwise. Never rejects. */
export type Answer = (req: IncomingMessage, res: ServerResponse) => Promise<boolean>

/** Asks one route after the other about what is below a path, as the client sent it. */
export function answerBelow(basePath: string, routes: readonly Route[]): Answer {
  return async (req, res) => {
    const path = pathBehind(req, basePath)
    if (path === undefined) return false
    for (const route of routes) if (await route(req, res, path)) return true
    return false
  }
}

/** `originalUrl` of Express is whole, whatever a mount has taken off `url`. */
function pathBehind(
  { url = '', originalUrl = url }: IncomingMessage & { readonly originalUrl?: string },
  basePath: string,
): string | undefined {
  const [path = ''] = originalUrl.split('?', 1)
  return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : undefined
}
