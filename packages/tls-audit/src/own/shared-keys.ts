import { createHash } from 'node:crypto'

/** What `setTicketKeys` of `node:tls` takes: a name, a key for HMAC, and one for AES. */
export const KEY_BYTES = 48

/** Seconds that the owner of the keys has for an answer. */
const WAIT = 10

/** Seconds for which the same keys are good: RFC 9325 §3.4 has them changed regularly, and audits daily. */
const MAX_AGE = 86_400

export type KeySource = () => Uint8Array | Promise<Uint8Array>

/**
 * Asks for the keys that all processes share.
 *
 * What it gives throws for keys that are none, that do not come within 10 s, or that were the same for
 * more than a day: whoever hands them out has stopped rotating them.
 */
export function sharedKeys(source: KeySource): () => Promise<Uint8Array> {
  // Not the keys: old ones have to be gone.
  let known: { readonly digest: string; readonly since: number } | undefined
  return async () => {
    const keys = await inTime(source)
    if (!(keys instanceof Uint8Array) || keys.length !== KEY_BYTES) {
      throw new TypeError(`the shared ticket keys are no ${KEY_BYTES} bytes`)
    }
    const digest = createHash('sha256').update(keys).digest('base64url')
    const now = performance.now()
    if (known?.digest !== digest) known = { digest, since: now }
    if (now - known.since > MAX_AGE * 1000) {
      throw new Error('the shared ticket keys were the same for more than a day')
    }
    return keys
  }
}

async function inTime(source: KeySource): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const error = new Error(`the shared ticket keys did not come within ${WAIT} s`)
    timer = setTimeout(() => reject(error), WAIT * 1000).unref()
  })
  try {
    return await Promise.race([source(), late])
  } finally {
    clearTimeout(timer)
  }
}
