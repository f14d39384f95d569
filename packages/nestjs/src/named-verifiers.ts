import { ConfigError, type Verifier } from '@countersign/core'
import type { ModuleRef } from '@nestjs/core'
import { getVerifierToken } from './auth.constants.js'

/** The verifiers of an application that have a name, wherever in it their modules are. */
export class NamedVerifiers {
  readonly #modules: ModuleRef | undefined
  readonly #known = new Map<string, Verifier<unknown>>()

  /** Without `modules` there are none. */
  constructor(modules: ModuleRef | undefined) {
    this.#modules = modules
  }

  /** Throws a ConfigError where no module has that name. */
  named(name: string): Verifier<unknown> {
    const known = this.#known.get(name)
    if (known) return known
    const verifier = this.#find(name)
    this.#known.set(name, verifier)
    return verifier
  }

  #find(name: string): Verifier<unknown> {
    const token = getVerifierToken(name)
    try {
      const found = this.#modules?.get<Verifier<unknown>>(token, { strict: false })
      if (found) return found
    } catch {
      // Nest does not know it, which it says by an error.
    }
    throw new ConfigError('UseVerifier', `"${name}" is the name of no AuthModule`)
  }
}
