import type { Answer } from '../http/outcome.js'

/**
 * Whether an answer gives what a good token gets. `again` is what the good token got the second time: where those two
 * differ already, as by the time of day, only the shape is compared.
 */
export function isSameBody(answer: Answer, good: Answer, again: Answer): boolean {
  if (answer.body === good.body || answer.body === again.body) return true
  return good.body !== again.body && shapeOf(answer) === shapeOf(good)
}

/** The names on top of a JSON document; of any other text only that it is one, and of what type. */
function shapeOf({ body, headers }: Answer): string {
  try {
    const value: unknown = JSON.parse(body)
    if (Array.isArray(value)) return 'a list'
    if (typeof value === 'object' && value !== null) {
      return JSON.stringify(Object.keys(value).toSorted())
    }
    return typeof value
  } catch {
    return `text ${headers['content-type']?.[0] ?? ''}`
  }
}
