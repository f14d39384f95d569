import { ConfigError } from '../errors.js'
import type { ProtectedResourceOptions } from '../options.js'
import { isScopeToken } from '../token/scopes.js'
import { assertKnownNames, assertObject, assertText, optionalTextList } from './assert.js'
import { issuerIdentifier, trustedUrl } from './identifiers.js'

const NAMES = [
  'resource',
  'authorizationServers',
  'scopesSupported',
  'name',
  'documentation',
  'policyUri',
  'jwksUri',
]

/** Checks the options of the RFC 9728 document; throws ConfigError. */
export function checkResource(value: unknown): asserts value is ProtectedResourceOptions {
  assertObject('resource', value)
  assertKnownNames('resource', value, NAMES)
  trustedUrl('resource.resource', value['resource'])
  for (const name of ['documentation', 'policyUri', 'jwksUri']) {
    if (value[name] !== undefined) trustedUrl(`resource.${name}`, value[name])
  }
  if (value['name'] !== undefined) assertText('resource.name', value['name'])
  for (const server of optionalTextList(
    'resource.authorizationServers',
    value['authorizationServers'],
  )) {
    issuerIdentifier('resource.authorizationServers', server)
  }
  for (const scope of optionalTextList('resource.scopesSupported', value['scopesSupported'])) {
    if (!isScopeToken(scope)) {
      throw new ConfigError('resource.scopesSupported', 'takes scopes one by one (RFC 6749 §3.3)')
    }
  }
}
