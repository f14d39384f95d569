import { parseJsonObject, type JsonObject } from '../token/strict-json.js'

/** Reads a response of RFC 7662 §2.2 strictly; throws an Error for anything else. */
export function readJsonResponse(bytes: Uint8Array): JsonObject {
  const response = parseJsonObject(bytes)
  if (!response) throw new Error('not a JSON object')
  return response
}

/**
 * The members of the response of an active token; `undefined`: it is not active. Throws an Error where
 * the response does not say: no client is to blame for a provider that answers something else.
 */
export function activeClaims(response: JsonObject): JsonObject | undefined {
  const { active } = response
  if (active === true) return response
  if (active === false) return undefined
  throw new Error('"active" is no boolean')
}
