import { scopes } from '@countersign/core'
import type { ExecutionContext, Type } from '@nestjs/common'
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js'
import { Reflector } from '@nestjs/core'
import { expect, it, vi } from 'vitest'
import { Authorize, OptionalAuth, Public } from '../src/index.js'
import { HandlerRules } from '../src/handler-rules.js'

const [read, write] = [scopes('read'), scopes('write')]

@Public()
class Base {
  inherited(this: void): void {}
}

@Authorize(read)
class Orders extends Base {
  own(this: void): void {}
  @Authorize(write)
  written(this: void): void {}
  @OptionalAuth()
  seen(this: void): void {}
}

function contextOf(type: Type, handler: () => void): ExecutionContext {
  return new ExecutionContextHost([], type, handler)
}

it.each([
  ['of its class', Orders, Orders.prototype.own, { access: 'required', policies: [read] }],
  ['of its own', Orders, Orders.prototype.written, { access: 'required', policies: [read, write] }],
  ['that differ', Orders, Orders.prototype.seen, { access: 'optional', policies: [read] }],
])('a handler has the rules %s', (_which, type, handler, rules) => {
  const known = new HandlerRules(new Reflector())
  expect(known.of(contextOf(type, handler))).toMatchObject(rules)
})

it('a handler that two classes share has the rules of the one that is asked', () => {
  const known = new HandlerRules(new Reflector())
  for (let turn = 0; turn < 2; turn++) {
    const open = known.of(contextOf(Base, Base.prototype.inherited))
    expect(open).toMatchObject({ access: 'public', policies: [] })
    const closed = known.of(contextOf(Orders, Base.prototype.inherited))
    expect(closed).toMatchObject({ access: 'required', policies: [read] })
  }
})

it('reads what decorators say once for a handler', () => {
  const reflector = new Reflector()
  const asked = vi.spyOn(reflector, 'getAllAndMerge')
  const known = new HandlerRules(reflector)
  for (let turn = 0; turn < 3; turn++) known.of(contextOf(Orders, Orders.prototype.own))
  expect(asked).toHaveBeenCalledTimes(1)
})
