import { type AuthContext, keepContext } from '@countersign/core/adapter'
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js'
import { describe, expect, it } from 'vitest'
import { admit, foundAtAdmission, wasAdmitted } from '../src/admission.js'

class Orders {}
class Invoices {}
const list = (): void => undefined
const print = (): void => undefined

const call = (
  args: object[],
  type: typeof Orders,
  method: () => void,
  transport = 'http',
): ExecutionContextHost => {
  const context = new ExecutionContextHost(args, type, method)
  context.setType(transport)
  return context
}

describe('the admission of a request', () => {
  it('is to one method of one class', () => {
    const request = {}
    admit(call([request, {}], Orders, list))
    expect(wasAdmitted(call([request, {}], Orders, list))).toBe(true)
    expect(wasAdmitted(call([request, {}], Orders, print))).toBe(false)
    expect(wasAdmitted(call([request, {}], Invoices, list))).toBe(false)
    expect(wasAdmitted(call([{}, {}], Orders, list))).toBe(false)
  })

  it('is kept with what was found out about it, and no other call is', () => {
    const request = {}
    const found = {} as AuthContext
    keepContext(request, found)
    expect(wasAdmitted(call([request, {}], Orders, list))).toBe(false)
    admit(call([request, {}], Orders, list), found)
    expect(wasAdmitted(call([request, {}], Orders, list))).toBe(true)
    expect(wasAdmitted(call([request, {}], Orders, print))).toBe(false)
    keepContext(request, {} as AuthContext)
    expect(wasAdmitted(call([request, {}], Orders, list))).toBe(false)
  })

  it('of another transport is to what tells a call from others, and to one method of one class', () => {
    const [client, data] = [{}, {}]
    admit(call([client, data], Orders, list, 'ws'), {} as AuthContext)
    expect(wasAdmitted(call([client, data], Orders, list, 'ws'))).toBe(true)
    expect(wasAdmitted(call([client, data, 'pattern'], Orders, list, 'ws'))).toBe(true)
    expect(wasAdmitted(call([client, data], Orders, print, 'ws'))).toBe(false)
    expect(wasAdmitted(call([client, data], Invoices, list, 'ws'))).toBe(false)
    expect(wasAdmitted(call([client, {}], Orders, list, 'ws'))).toBe(false)
    expect(wasAdmitted(call([], Orders, list, 'ws'))).toBe(false)
  })

  it('of another transport keeps what was found out about each of several handlers', () => {
    const info = { fieldName: 'orders', parentType: { name: 'Query' }, operation: {} }
    const [one, other] = [{} as AuthContext, {} as AuthContext]
    admit(call([{}, {}, {}, info], Orders, list, 'graphql'), one)
    admit(call([{}, {}, {}, info], Orders, print, 'graphql'), other)
    expect(foundAtAdmission(call([{}, {}, {}, info], Orders, list, 'graphql'))).toBe(one)
    expect(foundAtAdmission(call([{}, {}, {}, info], Orders, print, 'graphql'))).toBe(other)
    expect(foundAtAdmission(call([{}, {}, {}, info], Invoices, list, 'graphql'))).toBe(undefined)
  })
})
