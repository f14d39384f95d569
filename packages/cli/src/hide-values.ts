/** What may be a token, a key or a password: long, and not only small letters as names of options are. */
const VALUE = /[\w\-.~+/=]{20,}/g

/** A message that repeats arguments, without the values among them. */
export function hideValues(message: string): string {
  return message.replaceAll(VALUE, (value) => {
    if (value.startsWith('eyJ')) return '(a token)'
    return /[\dA-Z]/.test(value) ? `(${value.length} characters)` : value
  })
}
