import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
}

export interface FolderServer {
  readonly origin: string
  close(): Promise<void>
}

/** Serves files below a path, without any rule of its own, once they are there. */
export async function serveFolder(
  folder: string,
  base: string,
  done: Promise<string | undefined>,
): Promise<FolderServer> {
  const server = createServer((request, response) => {
    void done.then((failure) => {
      if (failure !== undefined) return response.writeHead(500).end(failure)
      const { pathname } = new URL(request.url ?? '/', 'http://localhost')
      const file = fileAt(folder, base, decodeURIComponent(pathname))
      if (file === undefined) return response.writeHead(404).end()
      response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream')
      // Their names have a digest of what is in them.
      if (file.includes('/assets/')) response.setHeader('Cache-Control', 'max-age=3600, immutable')
      return createReadStream(file).pipe(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function fileAt(folder: string, base: string, path: string): string | undefined {
  if (!path.startsWith(base) || path.includes('..')) return undefined
  const file = join(folder, path.slice(base.length), path.endsWith('/') ? 'index.html' : '')
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined
}
