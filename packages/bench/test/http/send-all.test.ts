import { describe, expect, it } from 'vitest'
import type { Answer } from '../../src/http/answer-reader.js'
import type { Connection } from '../../src/http/connection.js'
import { ORDERS } from '../../src/http/routes.js'
import { sendAll } from '../../src/http/send-all.js'

const SERVED: Answer = { status: 200, body: JSON.stringify(ORDERS.body) }

const requests = ['a', 'b', 'c', 'd', 'e'].map((name) => Buffer.from(name))

/** A connection that gives these answers, and notes what it was asked. */
function connectionWith(asked: string[], answerTo: (request: string) => Answer): Connection {
  return {
    async ask(request): Promise<Answer> {
      asked.push(request.toString())
      return answerTo(request.toString())
    },
    close() {},
  }
}

describe('sending requests', () => {
  it('sends each of them once, in turn, over all connections', async () => {
    const [one, other]: [string[], string[]] = [[], []]
    const connections = [one, other].map((asked) => connectionWith(asked, () => SERVED))
    await sendAll(connections, requests, ORDERS)
    expect([...one, ...other].toSorted()).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(one.length).toBeGreaterThan(0)
    expect(other.length).toBeGreaterThan(0)
  })

  it('fails on the first one that is refused', async () => {
    const refused = { status: 401, body: 'Unauthorized' }
    const connection = connectionWith([], (name) => (name === 'd' ? refused : SERVED))
    await expect(sendAll([connection], requests, ORDERS)).rejects.toThrow(
      'a good request was answered 401',
    )
  })

  it('fails on another body', async () => {
    const connection = connectionWith([], () => ({ status: 200, body: '{}' }))
    await expect(sendAll([connection], requests, ORDERS)).rejects.toThrow(
      'a good request was answered with something else',
    )
  })
})
