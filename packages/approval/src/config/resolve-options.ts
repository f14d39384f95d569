import type { IncomingMessage } from 'node:http'
import { ConfigError } from '@countersign/core'
import {
  assertFunction,
  assertKnown,
  assertObject,
  assertText,
  assertWhole,
} from '@countersign/database'
import { checkNotifiers } from '../notify/dispatcher.js'
import type { ApprovalServerOptions } from '../options.js'
import type { Settings } from '../settings.js'
import { boundedPeople } from './bounded-people.js'
import { assertBoolean } from './check-client.js'
import { issuerParts } from './issuer-url.js'
import { resolveLimits } from './resolve-limits.js'
import { resolveResources } from './resolve-resources.js'

const OPTIONS = [
  'issuer',
  'keys',
  'clients',
  'people',
  'resources',
  'ledger',
  'revocation',
  'folder',
  'pool',
  'state',
  'notifiers',
  'service',
  'schema',
  'requestLifetime',
  'interval',
  'numberMatching',
  'limits',
  'dpopNonceSecret',
  'certificate',
  'remoteAddress',
  'fetch',
]

const STATE = ['get', 'set', 'add', 'take', 'remove', 'count', 'link', 'linked']

/** Checks the options. Throws a ConfigError that names the one at fault. */
export function resolveOptions(options: ApprovalServerOptions): Settings {
  assertObject('options', options)
  assertKnown('', options, OPTIONS)
  const parts = issuerParts(options.issuer)
  const { service = parts.rpId, requestLifetime = 120, interval = 5 } = options
  const { numberMatching = true, dpopNonceSecret, certificate, fetch } = options
  const { remoteAddress = usualAddress, notifiers = [] } = options
  assertText('service', service, 40)
  assertWhole('requestLifetime', requestLifetime, 30, 600)
  assertWhole('interval', interval, 1, 60)
  assertBoolean('numberMatching', numberMatching)
  if (certificate !== undefined) assertFunction('certificate', certificate)
  if (fetch !== undefined) assertFunction('fetch', fetch)
  assertFunction('remoteAddress', remoteAddress)
  checkNonceSecret(dpopNonceSecret)
  checkNotifiers(notifiers)
  checkParts(options)
  return {
    ...parts,
    issuer: options.issuer,
    service,
    keys: options.keys,
    people: boundedPeople(options.people),
    resources: resolveResources(options.resources),
    ledger: options.ledger,
    revocation: options.revocation,
    requestLifetime,
    interval,
    numberMatching,
    limits: resolveLimits(options.limits),
    dpopNonceSecret,
    certificate,
    remoteAddress,
    fetch,
    takesSubscription: (subscription) =>
      notifiers.some((notifier) => notifier.takes?.(subscription) === true),
    vapidPublicKey: notifiers.find((one) => one.vapidPublicKey !== undefined)?.vapidPublicKey,
  }
}

/** What others made: known by what is called of it. */
function checkParts({ keys, people, ledger, revocation, state }: ApprovalServerOptions): void {
  assertMethods('keys', keys, ['signingKey', 'publicKeys'])
  assertMethods('people', people, ['find', 'get'])
  assertMethods('ledger', ledger, ['owner'])
  assertMethods('revocation', revocation, ['revoke'])
  if (state !== undefined) assertMethods('state', state, STATE)
}

function checkNonceSecret(secret: Uint8Array | undefined): void {
  if (secret === undefined || (secret instanceof Uint8Array && secret.length === 32)) return
  throw new ConfigError('dpopNonceSecret', 'must be 32 bytes')
}

function assertMethods(option: string, value: unknown, names: readonly string[]): void {
  const object = Object(value) as Record<string, unknown>
  const missing = names.find((name) => typeof object[name] !== 'function')
  if (missing !== undefined) throw new ConfigError(option, `must have a method ${missing}()`)
}

/** Of Express, which knows which proxies to believe; and else whoever is at the other end. */
function usualAddress(req: IncomingMessage & { readonly ip?: unknown }): string | undefined {
  return typeof req.ip === 'string' ? req.ip : req.socket.remoteAddress
}
