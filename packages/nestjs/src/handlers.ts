import type { Type } from '@nestjs/common'
import { MetadataScanner, type ModulesContainer } from '@nestjs/core'
import type { Module } from '@nestjs/core/injector/module.js'

/** A method of a class that Nest may call for clients. */
export interface Handler {
  readonly type: Type
  readonly method: NewableFunction
}

/** Every method of every controller and provider: gateways and resolvers are providers. */
export function* handlersOf(modules: ModulesContainer): Generator<Handler> {
  const scanner = new MetadataScanner()
  for (const type of classesOf(modules.values())) {
    for (const name of scanner.getAllMethodNames(type.prototype)) {
      yield { type, method: type.prototype[name] }
    }
  }
}

/** Every class that Nest makes controllers or providers of, in some modules. */
export function classesOf(modules: Iterable<Module>): ReadonlySet<Type> {
  const classes = [...modules]
    .flatMap(({ controllers, providers }) => [...controllers.values(), ...providers.values()])
    .map(({ metatype }) => metatype as Partial<Type> | null | undefined)
  return new Set(classes.filter((type): type is Type => typeof type?.prototype === 'object'))
}
