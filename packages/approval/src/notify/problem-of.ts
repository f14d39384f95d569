/** A problem in words of ours, which nothing secret is among. */
export class KnownProblem extends Error {}

const CODE = /^[A-Z][\dA-Z_]{1,40}$/

/**
 * What went wrong, by a code or a name alone: what `fetch` or a mailer throws may quote the address of a
 * subscription, which is a secret, or what was sent.
 */
export function problemOf(error: unknown): string {
  if (error instanceof KnownProblem) return error.message
  if (!(error instanceof Error)) return 'no reason given'
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown }
  const { code: deeper } = Object(cause) as { readonly code?: unknown }
  // What `fetch` throws says only that it failed; why is one level down.
  for (const one of [deeper, code]) if (typeof one === 'string' && CODE.test(one)) return one
  return /^\w{1,40}$/.test(error.name) ? error.name : 'Error'
}
