import { createTestClock, type TestClock } from '@countersign/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { DependencyError } from '../../src/index.js'
import type { IntrospectionResponse } from '../../src/introspection/answer.js'
import { AnswerCache } from '../../src/introspection/answer-cache.js'
import { Introspector } from '../../src/introspection/introspector.js'

const ACTIVE: IntrospectionResponse = { claims: { active: true }, signer: undefined }
const INACTIVE: IntrospectionResponse = { claims: undefined, signer: undefined }

interface Asked {
  readonly token: string
  readonly answer: (response: IntrospectionResponse) => void
  readonly fail: () => void
}

let clock: TestClock
let asked: Asked[]

beforeEach(() => {
  clock = createTestClock()
  asked = []
})

const now = (): number => clock() / 1000

/** Answers when the test says so. */
const ask = (token: string): Promise<IntrospectionResponse> =>
  new Promise((resolve, reject) => {
    const fail = (): void => reject(new DependencyError('away'))
    asked.push({ token, answer: resolve, fail })
  })

function introspector(seconds: number): Introspector {
  const cache = seconds > 0 ? new AnswerCache(seconds, 10) : undefined
  return new Introspector({ ask, seconds, cache, now })
}

/** Lets whatever waits for no question have its turn. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('an introspector', () => {
  it('asks once about a token, however many want to know at a time', async () => {
    const one = introspector(60)
    const answers = Promise.all([1, 2, 3].map(() => one.ask('t', 'h')))
    await settle()
    expect(asked.map(({ token }) => token)).toEqual(['t'])
    asked[0]?.answer(ACTIVE)
    const [first, ...others] = await answers
    expect(first).toMatchObject(ACTIVE)
    for (const other of others) expect(other).toBe(first)
    expect(one.find('h')).toBe(first)
  })

  it('keeps the answer even if nobody waits for it any more', async () => {
    const one = introspector(60)
    void one.ask('t', 'h')
    asked[0]?.answer(ACTIVE)
    await settle()
    expect(one.find('h')).toMatchObject(ACTIVE)
  })

  it('keeps an answer for so long from the question on, and not from the answer on', async () => {
    const one = introspector(60)
    const answer = one.ask('t', 'h')
    clock.advance(4)
    asked[0]?.answer(ACTIVE)
    await answer
    clock.advance(55)
    expect(one.find('h')).toBeDefined()
    clock.advance(1)
    expect(one.find('h')).toBeUndefined()
  })

  it.each([0, 2])(
    'shares no question that was put before its answer may be kept (%i s)',
    async (seconds) => {
      const one = introspector(seconds)
      const first = one.ask('t', 'h')
      clock.advance(seconds)
      // Withdrawn in between: for them the first answer says nothing.
      const late = [one.ask('t', 'h'), one.ask('t', 'h')]
      await settle()
      expect(asked).toHaveLength(1)
      asked[0]?.answer(ACTIVE)
      expect(await first).toMatchObject(ACTIVE)
      await settle()
      expect(asked).toHaveLength(2)
      asked[1]?.answer(INACTIVE)
      const [one1, one2] = await Promise.all(late)
      expect(one1?.claims).toBeUndefined()
      expect(one2).toBe(one1)
      expect(asked).toHaveLength(2)
    },
  )

  it('has those who came too late share the next question, whoever puts it', async () => {
    const one = introspector(2)
    void one.ask('t', 'h')
    const again = one.ask('t', 'h').then(() => one.ask('t', 'h'))
    clock.advance(2)
    const late = one.ask('t', 'h')
    asked[0]?.answer(ACTIVE)
    await settle()
    expect(asked).toHaveLength(2)
    asked[1]?.answer(INACTIVE)
    expect(await late).toBe(await again)
  })

  it('asks again at once after a failure, but not for those who have waited for it', async () => {
    const one = introspector(0)
    const first = one.ask('t', 'h')
    const late = one.ask('t', 'h')
    asked[0]?.fail()
    await expect(first).rejects.toThrow(DependencyError)
    await expect(late).rejects.toThrow(DependencyError)
    expect(asked).toHaveLength(1)
    const next = one.ask('t', 'h')
    asked[1]?.answer(ACTIVE)
    expect(await next).toMatchObject(ACTIVE)
  })

  it('asks about a hundred tokens at a time, and no more', async () => {
    const one = introspector(60)
    const waiting = Array.from({ length: 100 }, (_, at) => one.ask(`t${at}`, `h${at}`, true))
    const error = await one.ask('another', 'h', true).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(DependencyError)
    expect(asked).toHaveLength(100)
    // Whoever asks for one of those that are under way does not wait in vain.
    const sharing = one.ask('t7', 'h7')
    for (const { answer } of asked) answer(ACTIVE)
    await Promise.all([...waiting, sharing])
    const free = one.ask('another', 'h')
    asked[100]?.answer(ACTIVE)
    expect(await free).toMatchObject(ACTIVE)
  })

  it('has places left for good tokens, however many strangers make up', async () => {
    const one = introspector(60)
    const first = one.ask('good', 'good')
    asked[0]?.answer(ACTIVE)
    one.confirm('good', await first)
    clock.advance(60)
    const flood = Array.from({ length: 75 }, (_, at) => one.ask(`t${at}`, `h${at}`))
    await expect(one.ask('strange', 'strange')).rejects.toThrow(DependencyError)
    const waiting = [...flood, one.ask('good', 'good'), one.ask('signed', 'signed', true)]
    await settle()
    for (const { answer } of asked) answer(ACTIVE)
    await expect(Promise.all(waiting)).resolves.toHaveLength(77)
  })

  it('has none left for a token that was good, and is not any more', async () => {
    const one = introspector(60)
    const first = one.ask('withdrawn', 'withdrawn')
    asked[0]?.answer(ACTIVE)
    one.confirm('withdrawn', await first)
    clock.advance(60)
    const second = one.ask('withdrawn', 'withdrawn')
    asked[1]?.answer(INACTIVE)
    await second
    clock.advance(60)
    for (let flood = 0; flood < 75; flood++) void one.ask(`t${flood}`, `h${flood}`)
    await expect(one.ask('withdrawn', 'withdrawn')).rejects.toThrow(DependencyError)
  })

  it('forgets everything when it is closed', async () => {
    const one = introspector(60)
    const answer = one.ask('t', 'h')
    asked[0]?.answer(ACTIVE)
    one.confirm('h', await answer)
    one.close()
    expect(one.find('h')).toBeUndefined()
  })
})
