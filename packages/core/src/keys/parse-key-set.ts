const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads the entries of a JWK Set (RFC 7517 §5); throws an Error that says what is wrong.
 *
 * Not as strict as tokens are read, so that one odd entry does its neighbours no harm: of a name that
 * is there twice the last one counts, which RFC 7517 §4 allows. No entry has been looked at yet.
 */
export function parseKeySet(bytes: Uint8Array): readonly unknown[] {
  const keys = (parsed(bytes) as { keys?: unknown } | null)?.keys
  if (!Array.isArray(keys)) throw new Error('not a JWK Set')
  return keys
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes))
  } catch {
    throw new Error('not JSON')
  }
}
