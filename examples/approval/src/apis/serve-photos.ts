import { createVerifier, type RevocationList, type Verifier } from '@countersign/core'
import { reserve, type Handler, type RunningServer } from 'example-shared'
import { PHOTOS_API } from '../names.js'

/** What all three servers ask about a token. */
export interface PhotosOptions {
  readonly issuer: string
  readonly revocation: RevocationList
  readonly port?: number | undefined
}

/** What there is to see. */
export const PHOTOS = [{ title: 'A sentry box' }, { title: 'The second sign' }] as const

/**
 * Serves the photos by whichever framework: tokens of the approval server alone are taken, and only from who
 * holds their key.
 */
export async function servePhotos(
  { issuer, revocation, port }: PhotosOptions,
  handlerOf: (verifier: Verifier) => Handler | Promise<Handler>,
): Promise<RunningServer> {
  const server = await reserve(port)
  const verifier = createVerifier({
    issuer,
    audience: PHOTOS_API,
    revocation,
    dpop: 'require',
    // A proof is for one URL.
    publicUrl: server.url,
    // Clocks here are one: a token is over when it is over.
    clockTolerance: 0,
  })
  server.serve(await handlerOf(verifier))
  return {
    url: server.url,
    close: async () => {
      await server.close()
      verifier.close()
    },
  }
}
