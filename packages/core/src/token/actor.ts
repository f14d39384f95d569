import type { Actor } from '../authentication.js'
import { Refused } from '../refused.js'
import { isPlainObject } from './seal.js'
import type { JsonObject } from './strict-json.js'

/** The `act` claim (RFC 8693 §4.1); throws Refused where it is malformed. */
export function actorOf({ act }: JsonObject): Actor | undefined {
  if (act === undefined) return undefined
  if (!isPlainObject(act)) throw new Refused('malformed_claim', 'act')
  return Object.freeze({
    subject: optionalText(act, 'sub'),
    issuer: optionalText(act, 'iss'),
    actor: actorOf(act),
  })
}

function optionalText(act: JsonObject, name: string): string | undefined {
  const value = act[name]
  if (value === undefined || typeof value === 'string') return value
  throw new Refused('malformed_claim', `act.${name}`)
}
