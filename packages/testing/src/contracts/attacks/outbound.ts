import assert from 'node:assert/strict'
import type { ServerSetup, World } from '../world.js'

const recorded = new WeakMap<World, string[]>()

/** A server whose verifier notes every address that it fetches from. */
export const WATCHED_SERVER: ServerSetup = {
  key: 'watched fetches',
  options: (world) => ({
    fetch: (input: string | URL | Request, init?: RequestInit) => {
      fetchedBy(world).push(input instanceof Request ? input.url : String(input))
      return fetch(input, init)
    },
  }),
}

/** Throws if the watched verifier has fetched anything that is not the provider's. */
export function expectOnlyProviderFetched(world: World): void {
  const strange = fetchedBy(world).filter((url) => new URL(url).origin !== world.idp.issuer)
  assert.deepEqual(strange, [], 'fetched from an address that a token named')
}

function fetchedBy(world: World): string[] {
  const urls = recorded.get(world) ?? []
  recorded.set(world, urls)
  return urls
}
