/** Longer than any token that the default limits let in. */
const LENGTH = 16_384

/**
 * Bytes for what is looked at and done with at once: an array buffer of its own for each piece of a
 * token takes longer than to read it. Nothing may be left in it for later, not even until the next
 * turn of the event loop: another token writes over it.
 */
const scratch = Buffer.allocUnsafeSlow(LENGTH)

/** The bytes of a text that has no character beyond Latin-1. Good until the next call of anything here. */
export function scratchBytes(text: string, encoding: 'latin1' | 'base64url'): Buffer {
  if (text.length > LENGTH) return Buffer.from(text, encoding)
  return scratch.subarray(0, scratch.write(text, encoding))
}
