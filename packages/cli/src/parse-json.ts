/** What is deeper is nobody's document, and whoever walks it runs out of stack. */
const MAX_DEPTH = 64

/** Parses JSON that may be a stranger's; `undefined`: it is none, or too deep. */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    // What the parser says of it would be in the words of the document.
    return undefined
  }
}

/** Whether objects and lists are in one another more than 64 levels deep. */
export function isTooDeep(text: string): boolean {
  let depth = 0
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (isInString) {
      if (character === '\\') at += 1
      else if (character === '"') isInString = false
    } else if (character === '"') isInString = true
    else if (character === '{' || character === '[') {
      depth += 1
      if (depth > MAX_DEPTH) return true
    } else if (character === '}' || character === ']') depth -= 1
  }
  return false
}
