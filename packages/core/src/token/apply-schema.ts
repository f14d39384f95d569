import type { ClaimsSchema, PathSegment } from '../claims-schema.js'
import { Refused } from '../refused.js'
import { seal } from './seal.js'
import type { JsonObject } from './strict-json.js'

// A token may have as many faults as it has claims, and logs are not for all of them.
const MAX_ISSUES = 8
const MAX_PATH = 80

/**
 * Runs the `claims` schema over verified claims and returns what it made of them; throws Refused
 * with the paths at fault, and never with the schema's messages, which may quote a claim. What the
 * schema itself throws is passed on: it is a fault of the application's, and not of the token.
 */
export async function applySchema(schema: ClaimsSchema, claims: JsonObject): Promise<unknown> {
  const result = await schema['~standard'].validate(claims)
  if (!result.issues) return seal(result.value)
  const paths = result.issues
    .slice(0, MAX_ISSUES)
    .map(({ path = [] }) => path.map(pathSegment).join('.').slice(0, MAX_PATH))
  throw new Refused('claims_schema', paths.join(', '))
}

function pathSegment(segment: PathSegment): string {
  return String(typeof segment === 'object' ? segment.key : segment)
}
