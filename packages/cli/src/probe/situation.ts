import type { AttackSubject } from '@countersign/testing/attacks'
import type { Need, Situation } from './attacks/attack.js'
import { findDpopClient } from './attacks/dpop-client.js'
import { isTaken } from './calibrate/calibrate.js'
import type { Client } from './http/client.js'
import type { ProbeOptions } from './probe-options.js'
import type { Target } from './target/resolve-target.js'

/** Finds out what else the server takes, for attacks that are of no use where it takes nothing of the kind. */
export async function exploreServer(
  client: Client,
  subject: AttackSubject,
  known: {
    readonly target: Target
    readonly method: string
    readonly publicUrl: ProbeOptions['publicUrl']
    readonly strictTimes: boolean
  },
): Promise<Situation> {
  const { target, method } = known
  const has = new Set<Need>()
  if (method === 'GET') has.add('get')
  if (known.strictTimes) has.add('strict-times')
  if (subject.jwks.keys.length > 0) has.add('public-keys')
  if (subject.keys.size > 0) has.add('signing-key')
  const byQuery = await client.send({ query: `access_token=${subject.token()}` })
  if (isTaken(byQuery)) has.add('query-token')
  const urls = publicUrls(target.url, subject.audience, known.publicUrl)
  const dpop =
    subject.keys.size > 0 ? await findDpopClient(client, subject, { urls, method }) : undefined
  if (dpop) has.add('dpop')
  return { subject, method, has, dpop }
}

/** What a server may take for its own address: where it is, or what its tokens are for. */
function publicUrls(
  { origin, pathname }: URL,
  audience: string,
  given: ProbeOptions['publicUrl'],
): readonly string[] {
  if (given !== undefined) return [String(given)]
  const here = `${origin}${pathname}`
  if (!URL.canParse(audience) || !/^https?:/.test(audience)) return [here]
  return [here, `${new URL(audience).origin}${pathname}`]
}
