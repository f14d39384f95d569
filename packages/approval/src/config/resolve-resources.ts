import { ConfigError } from '@countersign/core'
import { assertKnown, assertObject, assertText, assertWhole } from '@countersign/database'
import type { ApprovalResource } from '../resource.js'
import { isScope } from './check-client.js'

type Resources = ReadonlyMap<string, Required<ApprovalResource>>

/** Throws a ConfigError that names the resource at fault. */
export function resolveResources(given: Readonly<Record<string, ApprovalResource>>): Resources {
  assertObject('resources', given)
  const resources = new Map<string, Required<ApprovalResource>>()
  for (const [indicator, resource] of Object.entries(given)) {
    const at = `resources[${JSON.stringify(indicator)}]`
    checkIndicator(at, indicator)
    resources.set(indicator, resolved(at, resource))
  }
  if (resources.size === 0) throw new ConfigError('resources', 'must name one or more')
  return resources
}

function resolved(at: string, resource: ApprovalResource): Required<ApprovalResource> {
  assertObject(at, resource)
  assertKnown(at, resource, ['name', 'scopes', 'lifetime'])
  const { name, scopes, lifetime = 300 } = resource
  assertText(`${at}.name`, name, 80)
  assertWhole(`${at}.lifetime`, lifetime, 10, 600)
  assertObject(`${at}.scopes`, scopes)
  const entries = Object.entries(scopes)
  if (entries.length === 0 || entries.length > 100) {
    throw new ConfigError(`${at}.scopes`, 'must have 1 to 100 scopes, each with its words')
  }
  for (const [scope, words] of entries) {
    if (!isScope(scope)) throw new ConfigError(`${at}.scopes`, 'has a name that no scope can have')
    assertText(`${at}.scopes[${JSON.stringify(scope)}]`, words, 200)
  }
  return { name, scopes: Object.fromEntries(entries), lifetime }
}

/** RFC 8707 §2 */
function checkIndicator(at: string, indicator: string): void {
  const fits = indicator.length <= 512 && URL.canParse(indicator) && !indicator.includes('#')
  if (!fits) throw new ConfigError(at, 'must be an absolute URI without fragment (RFC 8707)')
}
