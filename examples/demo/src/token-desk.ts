import {
  fetchToken,
  isTokenName,
  listen,
  type ListenOptions,
  type RunningServer,
  type TokenSource,
} from 'example-shared'

/**
 * Starts a server that hands out fresh tokens as plain text: `GET /reader`, `GET /expired` …
 * It keeps the `curl` lines of the demo short. It gets each token from the provider when asked.
 */
export function startTokenDesk(
  provider: TokenSource,
  options?: ListenOptions,
): Promise<RunningServer> {
  return listen(async (request, response) => {
    const name = request.url?.slice(1) ?? ''
    if (!isTokenName(name)) {
      response.writeHead(404).end()
      return
    }
    try {
      const token = await fetchToken(provider, name)
      response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-store' })
      response.end(token)
    } catch {
      response.writeHead(502).end()
    }
  }, options)
}
