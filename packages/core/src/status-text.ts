/** RFC 9110 §15: what each status that an AuthError may have is called. */
const NAMES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  503: 'Service Unavailable',
}

/**
 * What a status of an AuthError is called, such as `Unauthorized`; `undefined` for any other.
 *
 * Not by `STATUS_CODES` of `node:http`: from Node 22 on, importing that into an ES module loads all of Node's own HTTP
 * client, which takes as long as the rest of an adapter.
 */
export function statusText(status: number): string | undefined {
  return NAMES[status]
}
