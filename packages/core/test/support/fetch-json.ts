import {
  fetchDocument,
  type Fetched,
  type FetchOptions,
  type Validator,
} from '../../src/keys/fetch-document.js'
import { parseJsonObject, type JsonObject } from '../../src/token/strict-json.js'

/** Fetches one JSON object, as metadata is fetched. */
export function fetchJson(
  url: string,
  options: FetchOptions,
  known?: Validator,
): Promise<Fetched<JsonObject>> {
  return fetchDocument(url, options, strictObject, known)
}

function strictObject(bytes: Uint8Array): JsonObject {
  const object = parseJsonObject(bytes)
  if (!object) throw new Error('not a JSON object')
  return object
}
