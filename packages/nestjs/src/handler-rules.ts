import type { Policy } from '@countersign/core'
import type { ExecutionContext, Type } from '@nestjs/common'
import type { Reflector } from '@nestjs/core'
import { ACCESS, type Access, POLICIES, VERIFIER_NAME } from './auth.constants.js'

/** What the decorators of a handler and of its class say. */
export interface Rules {
  /** What the method says wins over what its class says. */
  readonly access: Access | undefined
  /** Those of the class and of the method. */
  readonly policies: readonly Policy[]
  /** Name of the verifier; `undefined`: the one without a name. */
  readonly verifier: string | undefined
}

type Handler = ReturnType<ExecutionContext['getHandler']>

interface RulesOfHandler extends Rules {
  readonly handler: object
  /** Its class: a method that is inherited is a handler of several. */
  readonly type: object
}

/**
 * Reads what decorators say, once for each handler: to look for it on every request takes longer than
 * the check of a known token.
 */
export class HandlerRules {
  readonly #reflector: Reflector
  readonly #known = new WeakMap<object, RulesOfHandler>()
  /** Of the handler that was asked for last: the guard asks thrice, as for access and for policies. */
  #last: RulesOfHandler | undefined

  constructor(reflector: Reflector) {
    this.#reflector = reflector
  }

  of(context: ExecutionContext): Rules {
    const [type, handler] = [context.getClass(), context.getHandler()]
    const last = this.#last
    if (last && last.handler === handler && last.type === type) return last
    const known = this.#known.get(handler)
    this.#last = known?.type === type ? known : this.#read(type, handler)
    return this.#last
  }

  #read(type: Type, handler: Handler): RulesOfHandler {
    const access: Access | undefined = this.#reflector.getAllAndOverride(ACCESS, [handler, type])
    const policies: readonly Policy[] = this.#reflector.getAllAndMerge(POLICIES, [type, handler])
    const verifier: string | undefined = this.#reflector.getAllAndOverride(VERIFIER_NAME, [
      handler,
      type,
    ])
    const rules = { handler, type, access, policies, verifier }
    this.#known.set(handler, rules)
    return rules
  }
}
