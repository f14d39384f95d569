// What others have written is shown as it is, but for characters that would make it look like something else.

// Controls, formats (marks and overrides of direction, invisible operators, tags), ends of lines and paragraphs,
// and letters that leave no ink. Joiners stay: some scripts cannot be written without them.
const HIDDEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu

/**
 * The text, with a visible mark in place of each character that cannot be seen or that turns others around.
 *
 * @param {string} text
 */
export function plain(text) {
  return text.replace(HIDDEN, '\u{fffd}')
}

/**
 * The one or two letters that stand for somebody without a logo.
 *
 * @param {string} name
 */
export function initials(name) {
  const words = plain(name)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  const letters = words.slice(0, 2).map((word) => Array.from(word)[0] ?? '')
  return letters.join('').toUpperCase() || '?'
}

/**
 * The name of a member, as words: `instructedAmount` is `Instructed amount`.
 *
 * @param {string} name
 */
export function memberWords(name) {
  const words = plain(name)
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase()
  return words === '' ? plain(name) : words.charAt(0).toUpperCase() + words.slice(1)
}
