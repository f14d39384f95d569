import { ConfigError } from '@countersign/core'
import type { ModulesContainer } from '@nestjs/core'
import { getVerifierToken, VERIFIER_NAME } from './auth.constants.js'
import { handlersOf } from './handlers.js'
import type { NamedVerifiers } from './named-verifiers.js'

/** Throws a ConfigError unless each verifier that a handler asks for is there, and is the only one. */
export function checkNames(modules: ModulesContainer, verifiers: NamedVerifiers): void {
  for (const name of namesUsed(modules)) {
    verifiers.named(name)
    const token = getVerifierToken(name)
    const owners = [...modules.values()].filter(({ providers }) => providers.has(token))
    if (owners.length > 1) {
      throw new ConfigError('name', `"${name}" is that of ${owners.length} AuthModules`)
    }
  }
}

function namesUsed(modules: ModulesContainer): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { type, method } of handlersOf(modules)) {
    for (const target of [type, method]) {
      const name: string | undefined = Reflect.getMetadata(VERIFIER_NAME, target)
      if (name !== undefined) names.add(name)
    }
  }
  return names
}
