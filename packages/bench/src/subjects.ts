import type { Verifier } from '@countersign/core'
import { createTestClock } from '@countersign/testing'
import { inTurn } from './in-turn.js'
import { madeUp, refuse } from './made-up.js'
import type { Scene } from './scenes.js'
import { verifierOf, type Trusting } from './trusting.js'

/** Something of ours that is measured. */
export interface Subject {
  readonly run: () => unknown
  close(): void
}

/** A verifier that accepts the tokens of a scene in turn. It has seen all of them before. */
export async function acceptance(scene: Scene, trusting: Trusting): Promise<Subject> {
  // Stands still: no token expires, and no set of keys comes to its time, in the middle of a round.
  const verifier = verifierOf(scene.providers, trusting, createTestClock())
  await warmUp(verifier, scene)
  const next = inTurn(scene.tokens)
  return { run: () => verifier.verifyToken(next().token), close: () => verifier.close() }
}

/** A subject that has keys fetched. */
export interface FetchingSubject extends Subject {
  /** How often it has had the set of keys fetched since it was made. */
  readonly fetches: () => number
  /** Seconds that have passed by its clock. */
  readonly seconds: () => number
}

/** A verifier that refuses tokens of a scene, each of them under another made-up `kid`. */
export async function refusal(
  scene: Scene,
  trusting: Trusting,
  { kids, perMinute }: { readonly kids: number; readonly perMinute: number },
): Promise<FetchingSubject> {
  const clock = createTestClock()
  const verifier = verifierOf(scene.providers, trusting, clock)
  await warmUp(verifier, scene)
  const nextToken = inTurn(scene.tokens)
  const next = inTurn(Array.from({ length: kids }, () => madeUp(nextToken())))
  const requests = (): number =>
    scene.providers.reduce((sum, provider) => sum + provider.requestCount('jwks'), 0)
  const [began, before] = [clock.now(), requests()]
  return {
    run(): Promise<void> {
      clock.advance(60 / perMinute)
      return refuse(verifier, next())
    },
    close: () => verifier.close(),
    fetches: () => requests() - before,
    seconds: () => clock.now() - began,
  }
}

/** Has every token accepted once, and makes sure that the verifier holds all the keys it should. */
async function warmUp(verifier: Verifier, { tokens, keys }: Scene): Promise<void> {
  await verifier.ready()
  for (const { token } of tokens) await verifier.verifyToken(token)
  const held = verifier.health().issuers.reduce((sum, issuer) => sum + issuer.keys, 0)
  if (held !== keys) throw new Error(`the verifier holds ${held} keys, and not ${keys}`)
}
