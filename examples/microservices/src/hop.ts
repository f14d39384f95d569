import type { Actor, Authentication } from '@countersign/core'
import { z } from 'zod'

/** What a service tells of a token that it has verified. A real one would keep it to itself. */
export const hopSchema = z.object({
  from: z.string(),
  to: z.string(),
  what: z.string(),
  issuer: z.string(),
  audience: z.string(),
  scope: z.string(),
  subject: z.string(),
  /** Who acts, and for whom in turn, the one that sends the token first. */
  actors: z.array(z.string()),
  encrypted: z.boolean(),
  /** Seconds from its `iat` to its `exp`. */
  lifetime: z.number(),
  /** What it says beside: names of claims, never what they hold. */
  further: z.array(z.string()),
  status: z.number(),
})

export type Hop = z.infer<typeof hopSchema>

/** Claims that the verifiers check anyway, and that a schema has to name to keep them. */
export const shownClaims = { aud: z.string(), iat: z.number() }

interface Shown {
  readonly aud: string
  readonly iat: number
}

/** Describes a token from what the verifier has made of it. */
export function describeHop(
  auth: Authentication<Shown>,
  hop: Pick<Hop, 'from' | 'to' | 'what' | 'status'>,
): Hop {
  const { aud, iat, ...further } = auth.claims
  return {
    ...hop,
    issuer: auth.issuer,
    audience: aud,
    scope: [...auth.scopes].join(' '),
    subject: auth.subject ?? '',
    actors: actorsOf(auth.actor),
    // Five segments are a JWE, three a JWS.
    encrypted: auth.token.split('.').length === 5,
    lifetime: auth.expiresAt - iat,
    further: Object.keys(further),
  }
}

function actorsOf(actor: Actor | undefined): string[] {
  return actor ? [actor.subject ?? '', ...actorsOf(actor.actor)] : []
}
