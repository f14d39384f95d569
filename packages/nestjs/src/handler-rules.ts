import type { Policy } from '@countersign/core'
import type { ExecutionContext } from '@nestjs/common'
import type { Reflector } from '@nestjs/core'
import { ACCESS, type Access, POLICIES } from './auth.constants.js'

/** What the decorators of a handler and of its class say. */
export interface Rules {
  /** What the method says wins over what its class says. */
  readonly access: Access | undefined
  /** Those of the class and of the method. */
  readonly policies: readonly Policy[]
}

interface RulesOfClass extends Rules {
  /** A method that is inherited is a handler of several. */
  readonly type: unknown
}

/**
 * Reads what decorators say, once for each handler: to look for it on every request takes longer than
 * the check of a known token.
 */
export class HandlerRules {
  readonly #reflector: Reflector
  readonly #known = new WeakMap<object, RulesOfClass>()

  constructor(reflector: Reflector) {
    this.#reflector = reflector
  }

  of(context: ExecutionContext): Rules {
    const known = this.#known.get(context.getHandler())
    return known && known.type === context.getClass() ? known : this.#read(context)
  }

  #read(context: ExecutionContext): Rules {
    const [type, handler] = [context.getClass(), context.getHandler()]
    const access: Access | undefined = this.#reflector.getAllAndOverride(ACCESS, [handler, type])
    const policies: readonly Policy[] = this.#reflector.getAllAndMerge(POLICIES, [type, handler])
    const rules = { type, access, policies }
    this.#known.set(handler, rules)
    return rules
  }
}
