import type { SigningKey } from '@countersign/issuer'
import { subjectFromKey, subjectFromToken, subjectOf } from '@countersign/testing/attacks'
import type { AttackSubject } from '@countersign/testing/attacks'
import { ProbeError } from '../probe-error.js'
import type { ProbeOptions } from '../probe-options.js'
import type { FetchOptions } from './fetch-json.js'
import { findPublicKeys, type PublicKeys } from './find-public-keys.js'

/** What is known of the server, in every way in which its good token might look. */
export interface Subjects {
  readonly candidates: readonly AttackSubject[]
  /** Why no public keys are known, as a sentence. */
  readonly keyless: string | undefined
}

/** Makes subjects of what the caller gave. */
export async function subjectsOf(
  options: ProbeOptions,
  {
    collectorUrl,
    ...how
  }: { readonly collectorUrl: string | undefined } & Omit<FetchOptions, 'loopbackOnly'>,
): Promise<Subjects> {
  const { token, signing, provider, claims } = options
  const collector: { collectorUrl?: string } = collectorUrl === undefined ? {} : { collectorUrl }
  if (signing) {
    return { candidates: [subjectFromKey({ ...signing, ...collector })], keyless: undefined }
  }
  if (provider) {
    const candidates = rotations(provider.keys).map((keys) =>
      subjectOf({ ...bound(provider, claims), keys }, collector),
    )
    return { candidates, keyless: undefined }
  }
  const good = token?.trim() ?? ''
  const unread = subjectFrom(good)
  const { jwks, problem }: PublicKeys = await findPublicKeys(options.jwks, unread.issuer, how)
  return {
    candidates: [subjectFromToken({ token: good, ...(jwks && { jwks }), ...collector })],
    keyless: problem,
  }
}

function subjectFrom(token: string): AttackSubject {
  try {
    return subjectFromToken({ token })
  } catch {
    throw new ProbeError(
      'unusable_credentials',
      'The token is no JWT: nothing can be forged from one that says nothing',
    )
  }
}

/** A provider whose good tokens have these claims. */
function bound(
  { issuer, jwks, claims }: NonNullable<ProbeOptions['provider']>,
  mine: ProbeOptions['claims'],
): Omit<NonNullable<ProbeOptions['provider']>, 'keys'> {
  return { issuer, jwks, claims: (overrides) => claims({ ...mine, ...overrides }) }
}

/** Each key in front once: a server may take the signatures of some algorithms only. */
function rotations(keys: ReadonlyMap<string, SigningKey>): ReadonlyMap<string, SigningKey>[] {
  const entries = [...keys]
  return entries.map((first) => new Map([first, ...entries.filter((other) => other !== first)]))
}
