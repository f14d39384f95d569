import { ConfigError } from '@countersign/core'
import { ForbiddenException, type Type } from '@nestjs/common'
import { GUARDS_METADATA } from '@nestjs/common/constants.js'
import { type ApplicationConfig, MetadataScanner, type ModulesContainer } from '@nestjs/core'
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js'
import { ACCESS } from '../auth.constants.js'
import { AuthGuard } from '../auth.guard.js'
import { type ConnectionCheck, protectServer } from './ws-servers.js'

/** What Nest knows of a provider, as far as it is of use here. */
interface Provider {
  readonly instance: unknown
  readonly metatype: unknown
  readonly isNotMetatype: boolean
  readonly host?: { readonly injectables: ReadonlyMap<unknown, { readonly instance: unknown }> }
  isDependencyTreeStatic(): boolean
}

/** A provider that is a gateway. */
interface Gateway extends Provider {
  readonly instance: Hooks
  readonly metatype: Type<Hooks>
}

interface Hooks {
  afterInit?: (server: object) => unknown
  handleConnection?: () => unknown
}

// Of `@WebSocketGateway()` and `@SubscribeMessage()`, whose package need not be there.
const GATEWAY_METADATA = 'websockets:is_gateway'
const MESSAGE_METADATA = 'websockets:message_mapping'

const watched = new WeakSet<ApplicationConfig>()

/**
 * Has the guards of gateways decide about connections as well: Nest asks them about messages only, and
 * who sends none would be let in, and told all that is sent to everybody. Gives what throws a
 * ConfigError, once gateways are there, where some could not be guarded.
 *
 * Nest asks for the adapter before it makes the first server, and when all providers are there.
 */
export function guardConnections(config: ApplicationConfig, modules: ModulesContainer): () => void {
  const problems: unknown[] = []
  const check = (): void => {
    if (problems.length > 0) throw problems[0]
  }
  if (watched.has(config)) return check
  watched.add(config)
  const getIoAdapter = config.getIoAdapter.bind(config)
  config.getIoAdapter = () => {
    config.getIoAdapter = getIoAdapter
    const globals = globalGuards(config)
    for (const { providers } of modules.values()) {
      for (const provider of providers.values()) {
        if (isGateway(provider)) hook(provider, globals, problems)
      }
    }
    return config.getIoAdapter()
  }
  return check
}

function isGateway(provider: Provider): provider is Gateway {
  const { instance, metatype, isNotMetatype } = provider
  const isClass = typeof metatype === 'function' && !isNotMetatype
  return isClass && Boolean(instance) && Reflect.hasMetadata(GATEWAY_METADATA, metatype)
}

/** Nest calls `afterInit` with the server of a gateway before it lets anybody connect. */
function hook(gateway: Gateway, globals: GlobalGuards, problems: unknown[]): void {
  const { instance } = gateway
  const own = instance.afterInit
  const afterInit = (server: object): unknown => {
    try {
      guard(gateway, globals, server)
    } catch (problem) {
      // Nobody would catch it here: Nest calls this out of an Observable.
      problems.push(problem)
    }
    return own?.call(instance, server)
  }
  Object.defineProperty(instance, 'afterInit', { value: afterInit, configurable: true })
}

function guard(gateway: Gateway, globals: GlobalGuards, server: object): void {
  const { metatype } = gateway
  const [guards, global] = [ownGuards(gateway), globals.all()]
  const isOpen = Reflect.getMetadata(ACCESS, metatype) === 'public'
  const relies = !isOpen && guards.length === 0 && global.length > 0 && hasMessages(gateway)
  if (relies && !globals.wereAsked()) throw unguarded(metatype)
  const all = [...global, ...guards]
  const isProtected = protectServer(server, connectionCheck(metatype, all))
  if (!isProtected && !isOpen && all.length > 0) throw unknownAdapter()
}

/** Those that look at every message of a gateway: what only one of its methods asks for comes later. */
function ownGuards({ metatype, host }: Gateway): readonly AuthGuard[] {
  const own: readonly unknown[] = Reflect.getMetadata(GUARDS_METADATA, metatype) ?? []
  return own
    .map((guard) => host?.injectables.get(guard)?.instance ?? guard)
    .filter((guard) => guard instanceof AuthGuard)
}

interface GlobalGuards {
  all(): readonly AuthGuard[]
  /** Whether Nest has wanted to know them since it began to make gateways. */
  wereAsked(): boolean
}

function globalGuards(config: ApplicationConfig): GlobalGuards {
  const getGlobalGuards = config.getGlobalGuards.bind(config)
  let asked = false
  config.getGlobalGuards = () => {
    asked = true
    return getGlobalGuards()
  }
  return {
    all() {
      const scoped = config.getGlobalRequestGuards().map(({ instance }): unknown => instance)
      const all = [...getGlobalGuards(), ...scoped]
      return all.filter((guard) => guard instanceof AuthGuard)
    },
    wereAsked: () => asked,
  }
}

/** Of a gateway that is made anew for each message, Nest asks nothing in advance. */
function hasMessages(gateway: Gateway): boolean {
  const { prototype } = gateway.metatype
  if (!gateway.isDependencyTreeStatic()) return false
  const methods = new MetadataScanner().getAllMethodNames(prototype)
  return methods.some((name) => Reflect.hasMetadata(MESSAGE_METADATA, Object(prototype[name])))
}

/** Nest 11 asks global guards about requests, and not about messages of gateways. */
function unguarded({ name }: Type): ConfigError {
  return new ConfigError(
    'AuthGuard',
    `is not asked about the messages of ${name} by this version of Nest, though it is global: ` +
      'add @UseGuards(AuthGuard) to the class, or @Public()',
  )
}

function unknownAdapter(): ConfigError {
  return new ConfigError(
    'WebSocketAdapter',
    'must be one for socket.io or for ws: who may connect could not be decided otherwise',
  )
}

/**
 * The guards are asked about the method that Nest calls with new clients, so that decorators say there
 * what it takes to connect; those of the class do so otherwise.
 */
function connectionCheck(
  { prototype }: Type<Hooks>,
  guards: readonly AuthGuard[],
): ConnectionCheck {
  const { constructor, handleConnection = (): void => {} } = prototype
  return async (handle) => {
    const args = [handle, undefined, 'connection']
    const context = new ExecutionContextHost(args, constructor, handleConnection)
    context.setType('ws')
    for (const guard of guards) {
      if (!(await guard.canActivate(context))) throw new ForbiddenException()
    }
  }
}
