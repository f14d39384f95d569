import type { IncomingMessage, ServerResponse } from 'node:http'

/** Serves JSON documents by path: GET and HEAD, 404 for anything else. */
export function documentHandler(
  documents: ReadonlyMap<string, () => object>,
): (req: IncomingMessage, res: ServerResponse) => void {
  return (req, res) => {
    const [path = ''] = (req.url ?? '').split('?')
    const document = documents.get(path)
    if (document === undefined) {
      res.writeHead(404).end()
      return
    }
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      res.writeHead(405, { Allow: 'GET, HEAD' }).end()
      return
    }
    const body = Buffer.from(JSON.stringify(document()))
    res.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': body.byteLength,
      // Short, so that a key that was added or withdrawn is soon known everywhere.
      'Cache-Control': 'public, max-age=300',
    })
    res.end(body)
  }
}
