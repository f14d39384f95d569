import { type AuthContext, contextOf } from '@countersign/core/adapter'
import type { ExecutionContext } from '@nestjs/common'

// The handler that the guard let a request through to without looking at it. As a property: what a
// WeakMap costs the collector is more than the guard takes for all the rest.
const HANDLER = Symbol('countersign.handler')

interface Admitted {
  [HANDLER]?: Handler
}

/** A handler that the guard let a request through to. */
class Handler {
  readonly #type: unknown
  readonly #method: unknown

  constructor(context: ExecutionContext) {
    this.#type = context.getClass()
    this.#method = context.getHandler()
  }

  isOf(context: ExecutionContext): boolean {
    return this.#type === context.getClass() && this.#method === context.getHandler()
  }
}

// What other handlers that the guard let through are called with. Nest makes a context of its own for
// each guard and interceptor, but hands all of them the same arguments.
const admitted = new WeakSet<object>()

/** Remembers that the guard has let a call through; with what it found out about it, if it looked. */
export function admit(context: ExecutionContext, found?: AuthContext): void {
  if (context.getType() !== 'http')
    for (const argument of objectsOf(context)) admitted.add(argument)
  else if (found) found.note = new Handler(context)
  else requestOf(context)[HANDLER] = new Handler(context)
}

/** Whether the guard has let this very call through. */
export function wasAdmitted(context: ExecutionContext): boolean {
  if (context.getType() === 'http') {
    const request = requestOf(context)
    return isOf(contextOf(request)?.note, context) || isOf(request[HANDLER], context)
  }
  const call = objectsOf(context)
  return call.length > 0 && call.every((argument) => admitted.has(argument))
}

function isOf(handler: unknown, context: ExecutionContext): boolean {
  return handler instanceof Handler && handler.isOf(context)
}

function requestOf(context: ExecutionContext): Admitted {
  return context.switchToHttp().getRequest<Admitted>()
}

function objectsOf(context: ExecutionContext): readonly object[] {
  const all: readonly unknown[] = context.getArgs()
  return all.filter(
    (argument): argument is object => typeof argument === 'object' && argument !== null,
  )
}
