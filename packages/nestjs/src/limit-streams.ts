import type { ModulesContainer } from '@nestjs/core'
import { type Handler, handlersOf } from './handlers.js'
import { LifetimeInterceptor } from './lifetime.interceptor.js'

// Keys of Nest's own, which it exports from nowhere that both of its versions have.
const INTERCEPTORS = '__interceptors__'
const SSE = '__sse__'
const RESOLVER_TYPE = 'graphql:resolver_type'

const lifetime = new LifetimeInterceptor()

/**
 * Has the streams of `@Sse()` handlers and subscriptions end when their token expires: as if each had
 * said `@UseInterceptors()` itself, so that no other handler is slower for it. Before Nest reads that.
 */
export function limitStreams(modules: ModulesContainer): void {
  for (const handler of handlersOf(modules)) {
    if (!isStream(handler)) continue
    const { method } = handler
    const own: readonly unknown[] = Reflect.getOwnMetadata(INTERCEPTORS, method) ?? []
    // The first one is outside: what the others add ends as well.
    if (!own.includes(lifetime)) Reflect.defineMetadata(INTERCEPTORS, [lifetime, ...own], method)
  }
}

function isStream({ type, method }: Handler): boolean {
  const parent: unknown =
    Reflect.getMetadata(RESOLVER_TYPE, method) ?? Reflect.getMetadata(RESOLVER_TYPE, type)
  return Reflect.getMetadata(SSE, method) === true || parent === 'Subscription'
}
