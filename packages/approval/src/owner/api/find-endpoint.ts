import { OwnerError } from '../owner-error.js'
import type { Endpoint, Endpoints } from './call.js'

const ID = /^[\w-]{22}$/

interface Found {
  readonly endpoint: Endpoint
  readonly id: string
}

/** Finds what answers a path below `owner/api/`; throws an OwnerError if nothing does, or not by this method. */
export function findEndpoint(endpoints: Endpoints, method: string, path: string): Found {
  const [first = '', second = '', ...rest] = path.split('/')
  const id = ID.test(second) ? second : ''
  const template = id === '' ? path : [first, 'ID', ...rest].join('/')
  const key = `${method} ${template}`
  // As the table has it: nobody asks for `ID` itself, or for what every object has.
  const endpoint = second !== 'ID' && Object.hasOwn(endpoints, key) ? endpoints[key] : undefined
  if (endpoint) return { endpoint, id }
  const methods = Object.keys(endpoints)
    .filter((name) => second !== 'ID' && name.endsWith(` ${template}`))
    .map((name) => name.slice(0, name.indexOf(' ')))
  if (methods.length === 0) throw new OwnerError('not_found')
  throw new OwnerError('bad_request', { status: 405, headers: { Allow: methods.join(', ') } })
}
