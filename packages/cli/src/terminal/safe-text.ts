// Control characters, and those that turn the direction of writing or cannot be seen: what a token, a
// header or a certificate says must not move the cursor, or make a line look like another one.
export const UNSAFE: RegExp =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/gu

/** Text from elsewhere, for a terminal: what would not be shown as itself is escaped. */
export function safeText(text: string): string {
  return text.replaceAll(UNSAFE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}
