import { type AuthContext, contextOf } from '@countersign/core/adapter'
import type { ExecutionContext } from '@nestjs/common'
import { fieldCall, isObject } from './graphql/graphql-arguments.js'

// The handler that the guard let a request through to without looking at it. As a property: what a
// WeakMap costs the collector is more than the guard takes for all the rest.
const HANDLER = Symbol('countersign.handler')

interface Admitted {
  [HANDLER]?: Handler
}

/** A handler that the guard let a call through to. */
class Handler {
  readonly #type: unknown
  readonly #method: unknown
  /** What the guard found out about the call, where nothing else keeps it. */
  readonly found: AuthContext | undefined

  constructor(context: ExecutionContext, found?: AuthContext) {
    this.#type = context.getClass()
    this.#method = context.getHandler()
    this.found = found
  }

  isOf(context: ExecutionContext): boolean {
    return this.#type === context.getClass() && this.#method === context.getHandler()
  }
}

// Off HTTP, by what tells one call from others. Nest makes a context of its own for each guard and
// interceptor, but hands all of them the same arguments.
const admitted = new WeakMap<object, readonly Handler[]>()

/** Remembers that the guard has let a call through; with what it found out about it, if it looked. */
export function admit(context: ExecutionContext, found?: AuthContext): void {
  if (context.getType() !== 'http') admitCall(context, found)
  else if (found) found.note = new Handler(context)
  else requestOf(context)[HANDLER] = new Handler(context)
}

/** Whether the guard has let this very call through. */
export function wasAdmitted(context: ExecutionContext): boolean {
  if (context.getType() !== 'http') return admissionOf(context) !== undefined
  const request = requestOf(context)
  return isOf(contextOf(request)?.note, context) || isOf(request[HANDLER], context)
}

/** What the guard found out about this very call, which is not of HTTP. */
export function foundAtAdmission(context: ExecutionContext): AuthContext | undefined {
  return admissionOf(context)?.found
}

function admitCall(context: ExecutionContext, found: AuthContext | undefined): void {
  const call = callOf(context)
  if (!call) return
  const others = (admitted.get(call) ?? []).filter((handler) => !handler.isOf(context))
  admitted.set(call, [...others, new Handler(context, found)])
}

function admissionOf(context: ExecutionContext): Handler | undefined {
  const call = callOf(context)
  return call && admitted.get(call)?.find((handler) => handler.isOf(context))
}

/**
 * What no other call has: what GraphQL tells about a field; else the last of its arguments that is an
 * object: the context of a microservice's message, the data of a WebSocket's or else its client. Those
 * before may be shared with other calls.
 */
function callOf(context: ExecutionContext): object | undefined {
  const all: readonly unknown[] = context.getArgs()
  return context.getType<string>() === 'graphql' ? fieldCall(all)?.info : all.findLast(isObject)
}

function isOf(handler: unknown, context: ExecutionContext): boolean {
  return handler instanceof Handler && handler.isOf(context)
}

function requestOf(context: ExecutionContext): Admitted {
  return context.switchToHttp().getRequest<Admitted>()
}
