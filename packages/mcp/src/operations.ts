import { ConfigError, type Policy } from '@countersign/core'
import { onePolicy } from '@countersign/core/adapter'
import { ProtocolError } from './answers.js'
import { type Call, objectOf, textOf, textsOf } from './messages.js'
import type { McpOperations, PoliciesByName } from './options.js'

/** What a call needs. */
interface Demand {
  readonly policy: Policy
  /** The operation, in words of the application's own; `undefined` where a client has named it. */
  readonly operation: string | undefined
}

type Find = (name: string) => Demand | undefined

/** Finds the demands of a call; throws a ProtocolError if it does not say what it is about. */
export type DemandsOf = (call: Call) => readonly Demand[]

/** Makes the look-up of policies; `undefined`: no operation has one. Throws a ConfigError. */
export function operationDemands(operations: McpOperations): DemandsOf | undefined {
  const tools = finder('tools', operations.tools)
  const prompts = finder('prompts', operations.prompts)
  const resources = finder('resources', operations.resources, normalized)
  const methods = finder('methods', operations.methods)
  if (!tools && !prompts && !resources && !methods) return undefined

  /** What names the thing that a call is about is only asked for where something depends on it. */
  function about({ method, params }: Call): readonly (Demand | undefined)[] {
    switch (method) {
      case 'tools/call':
        return [tools?.(textOf(params, 'name'))]
      case 'prompts/get':
        return [prompts?.(textOf(params, 'name'))]
      case 'resources/read':
      case 'resources/subscribe':
      case 'resources/unsubscribe':
        return [resources?.(uriOf(params))]
      case 'subscriptions/listen':
        return resources ? subscribed(objectOf(params, 'notifications'), resources) : []
      case 'completion/complete':
        return prompts || resources ? [completed(objectOf(params, 'ref'))] : []
      default:
        return []
    }
  }

  function completed(ref: Readonly<Record<string, unknown>>): Demand | undefined {
    switch (textOf(ref, 'type')) {
      case 'ref/prompt':
        return prompts?.(textOf(ref, 'name'))
      case 'ref/resource':
        return resources?.(uriOf(ref))
      default:
        throw new ProtocolError('malformed')
    }
  }

  return (call) => [methods?.(call.method), ...about(call)].filter((demand) => demand !== undefined)
}

/** As the SDK looks resources up: `file:///a/../b` is `file:///b`. */
function uriOf(params: Readonly<Record<string, unknown>>): string {
  return looked(textOf(params, 'uri'))
}

/** Of the protocol of 2026: the resources whose changes a client wants to be told of. */
function subscribed(
  notifications: Readonly<Record<string, unknown>>,
  find: Find,
): readonly (Demand | undefined)[] {
  return textsOf(notifications, 'resourceSubscriptions').map((uri) => find(looked(uri)))
}

function looked(uri: string): string {
  if (!URL.canParse(uri)) throw new ProtocolError('malformed')
  return new URL(uri).href
}

function normalized(option: string, uri: string): string {
  if (uri === ANY) return uri
  if (!URL.canParse(uri)) throw new ConfigError(option, 'has a key that is no URI')
  return new URL(uri).href
}

const ANY = '*'

function finder(
  option: string,
  given: PoliciesByName | undefined,
  keyOf: (option: string, name: string) => string = (_option, name) => name,
): Find | undefined {
  if (given === undefined) return undefined
  if (typeof given === 'function') {
    return (name) => {
      const policy = given(name)
      // Not `null` and the like, which mean nothing: whoever checks the policy will say so.
      return policy === undefined ? undefined : { policy, operation: undefined }
    }
  }
  if (typeof given !== 'object' || given === null) {
    throw new ConfigError(option, 'takes policies by name, or a function')
  }
  const demands = new Map<string, Demand>()
  for (const [name, policy] of Object.entries(given)) {
    const operation = name === ANY ? undefined : `${option}: ${name}`
    demands.set(keyOf(option, name), { policy: checked(option, policy), operation })
  }
  return (name) => demands.get(name) ?? demands.get(ANY)
}

function checked(option: string, policy: Policy): Policy {
  try {
    return onePolicy([policy])
  } catch {
    throw new ConfigError(option, 'takes policies, such as scopes() or claim()')
  }
}
