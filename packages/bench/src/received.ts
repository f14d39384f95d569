/** Off a socket a header is one piece of text. What is put together here, V8 keeps in pieces. */
export function received(text: string): string {
  return Buffer.from(text).toString('latin1')
}
