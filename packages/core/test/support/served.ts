/** What a pretended network answers to one URL. */
export type Served = () => Response | Promise<Response>

/** A `fetch` that knows these URLs and answers 404 to others, and what it was asked for. */
export interface PretendedNetwork {
  readonly fetch: typeof fetch
  readonly calls: { readonly url: string; readonly init: RequestInit | undefined }[]
  readonly urls: readonly string[]
}

/** For what no server on loopback can be: a public name, `https:`. Nothing leaves the process. */
export function pretendNetwork(
  served: Readonly<Record<string, Served | object>>,
): PretendedNetwork {
  const calls: { url: string; init: RequestInit | undefined }[] = []
  return {
    calls,
    get urls() {
      return calls.map(({ url }) => url)
    },
    fetch: async (input, init) => {
      const url = input instanceof Request ? input.url : String(input)
      calls.push({ url, init })
      const answer = Object.hasOwn(served, url) ? served[url] : undefined
      if (answer === undefined) return new Response('nothing here', { status: 404 })
      return typeof answer === 'function' ? (answer as Served)() : Response.json(answer)
    },
  }
}
