/** A `fetch` for the verifier that asks first, and goes out only where nothing is answered. */
export function wrappedFetch(answer: (url: string) => Response | undefined): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    return answer(url) ?? fetch(input, init)
  }
}

/** What `fetch` throws for an address that nobody answers at. */
export function unreachable(): never {
  throw new TypeError('fetch failed')
}
