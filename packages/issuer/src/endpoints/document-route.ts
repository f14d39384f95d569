import { createHash } from 'node:crypto'
import { tell } from '../channels.js'
import type { EndpointRequest, EndpointResponse } from '../http/endpoint-request.js'
import { MAX_AGE } from '../max-age.js'
import type { EndpointName } from './endpoint-options.js'
import { unavailable } from './responses.js'

const METHODS = 'GET, HEAD, OPTIONS'

/** Public documents, for pages of any origin. */
const PUBLIC = { 'Access-Control-Allow-Origin': '*' }

/** Serves a JSON document to everybody (RFC 8414 §3, RFC 7517 §5). `issuer` is whom failures are told of. */
export function documentRoute(
  issuer: string,
  endpoint: EndpointName,
  document: () => Promise<object>,
): (request: EndpointRequest) => Promise<EndpointResponse> {
  return async ({ method, headers }) => {
    if (method === 'OPTIONS') return preflight()
    if (method !== 'GET' && method !== 'HEAD') {
      return { status: 405, headers: { ...PUBLIC, Allow: METHODS } }
    }
    try {
      return answer(JSON.stringify(await document()), headers['if-none-match'])
    } catch (error) {
      tell({ event: 'failed', issuer, endpoint, error })
      return unavailable(PUBLIC)
    }
  }
}

function preflight(): EndpointResponse {
  const headers = {
    ...PUBLIC,
    Allow: METHODS,
    'Access-Control-Allow-Methods': METHODS,
    'Access-Control-Allow-Headers': 'If-None-Match',
    'Access-Control-Max-Age': '86400',
  }
  return { status: 204, headers }
}

function answer(body: string, known: string | readonly string[] | undefined): EndpointResponse {
  const tag = `"${createHash('sha256').update(body).digest('base64url')}"`
  const headers = {
    ...PUBLIC,
    'Cache-Control': `public, max-age=${MAX_AGE}`,
    ETag: tag,
  }
  if (isKnown(tag, known)) return { status: 304, headers }
  return { status: 200, headers: { ...headers, 'Content-Type': 'application/json' }, body }
}

/** RFC 9110 §13.1.2: a cache in between may have made the tag a weak one. */
function isKnown(tag: string, known: string | readonly string[] | undefined): boolean {
  if (known === undefined) return false
  const tags = [known].flat().flatMap((list) => list.split(','))
  return tags.some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === tag)
}
