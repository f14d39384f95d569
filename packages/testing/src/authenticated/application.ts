import type { IncomingMessage, ServerResponse } from 'node:http'

/** Answers a request of Node. */
export type Listener = (req: IncomingMessage, res: ServerResponse) => unknown

/** An application of Koa. */
export interface KoaApplication {
  callback(): Listener
  use(...middleware: never[]): unknown
}

/** An application of Nest, on Express or on Fastify. */
export interface NestApplication {
  init(): Promise<unknown>
  getHttpServer(): unknown
  getHttpAdapter(): { getInstance(): unknown }
}

/** An instance of Fastify. */
export interface FastifyApplication {
  ready(): PromiseLike<unknown>
  inject(...options: never[]): unknown
  readonly server: object
}

/** A server of node:http, node:https or node:http2, listening or not. */
export interface ServerApplication {
  emit(event: 'request', req: IncomingMessage, res: ServerResponse): unknown
  listen(...options: never[]): unknown
}

/** Whatever {@link authenticated} can call: a function is Express, Connect, or a listener of your own. */
export type NodeApplication =
  | Listener
  | KoaApplication
  | NestApplication
  | FastifyApplication
  | ServerApplication

/** How an application is called. */
export interface Callable {
  /** Called before each request; `undefined`: it is ready as it is. */
  readonly ready: (() => PromiseLike<unknown>) | undefined
  readonly listener: Listener
}

/** Finds out what an application is by its shape; throws a TypeError if it is none. */
export function callableOf(app: unknown): Callable {
  if (typeof app === 'function') return { ready: undefined, listener: asListener(app) }
  if (isNest(app)) {
    return { ready: () => readyNest(app), listener: emitOn(() => app.getHttpServer()) }
  }
  if (isFastify(app)) {
    return { ready: () => app.ready(), listener: emitOn(() => app.server) }
  }
  if (isKoa(app)) return { ready: undefined, listener: app.callback() }
  if (isServer(app)) return { ready: undefined, listener: emitOn(() => app) }
  throw new TypeError(
    hasMethods(app, 'fetch')
      ? 'what has a "fetch" is called by authenticatedFetch()'
      : 'authenticated() takes a server, or an application of Express, Koa, Nest or Fastify',
  )
}

function asListener(app: { readonly length: number }): Listener {
  if (app.length !== 1) return app as Listener
  throw new TypeError(
    'authenticated() takes functions of (req, res); those of one Request are for authenticatedFetch()',
  )
}

/** Nest says that it is ready before Fastify is. */
async function readyNest(app: NestApplication): Promise<void> {
  await app.init()
  const instance: unknown = app.getHttpAdapter().getInstance()
  if (hasMethods(instance, 'ready')) await (instance as FastifyApplication).ready()
}

function emitOn(server: () => unknown): Listener {
  return (req, res) => {
    const found: unknown = server()
    if (!hasMethods(found, 'emit')) throw new TypeError('the application has no server')
    ;(found as ServerApplication).emit('request', req, res)
  }
}

function isNest(app: unknown): app is NestApplication {
  return hasMethods(app, 'init', 'getHttpServer', 'getHttpAdapter')
}

export function isFastify(app: unknown): app is FastifyApplication {
  return hasMethods(app, 'ready', 'inject') && 'server' in app
}

function isKoa(app: unknown): app is KoaApplication {
  return hasMethods(app, 'callback', 'use')
}

function isServer(app: unknown): app is ServerApplication {
  return hasMethods(app, 'emit', 'listen')
}

function hasMethods(value: unknown, ...names: readonly string[]): value is object {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false
  const methods = value as Readonly<Record<string, unknown>>
  return names.every((name) => typeof methods[name] === 'function')
}
