import { describe, expect, it } from 'vitest'
import type { Answer } from '../../src/introspection/answer.js'
import { AnswerCache } from '../../src/introspection/answer-cache.js'

const NOW = 1_800_000_000

function answer(changes: Partial<Answer> = {}): Answer {
  const claims = { active: true }
  return { claims, signer: undefined, askedAt: NOW, verified: undefined, ...changes }
}

const inactive = (): Answer => answer({ claims: undefined })

describe('kept answers', () => {
  it('are good for so many seconds', () => {
    const cache = new AnswerCache(60, 10)
    const kept = answer()
    cache.add('h', kept)
    expect(cache.find('h', NOW + 59.9)).toBe(kept)
    expect(cache.find('h', NOW + 60)).toBeUndefined()
  })

  it('are good for ten seconds at most where a token is not active', () => {
    const cache = new AnswerCache(60, 10)
    cache.add('h', inactive())
    expect(cache.find('h', NOW + 9.9)).toBeDefined()
    expect(cache.find('h', NOW + 10)).toBeUndefined()
    const shorter = new AnswerCache(5, 10)
    shorter.add('h', inactive())
    expect(shorter.find('h', NOW + 5)).toBeUndefined()
  })

  it('are not used while the clock says that nobody has asked yet', () => {
    const cache = new AnswerCache(60, 10)
    cache.add('h', answer())
    expect(cache.find('h', NOW - 1)).toBeUndefined()
  })

  it('are those used last, of the good ones so many as the limit says', () => {
    const cache = new AnswerCache(60, 2)
    const good = ['a', 'b', 'c'].map((hash) => {
      const one = answer()
      cache.add(hash, one)
      cache.confirm(hash, one)
      return one
    })
    expect(cache.find('a', NOW)).toBeUndefined()
    expect(cache.find('c', NOW)).toBe(good[2])
  })

  it('push out no good one, however many and large they are', () => {
    const cache = new AnswerCache(60, 10)
    const good = answer()
    cache.add('good', good)
    cache.confirm('good', good)
    for (let flood = 0; flood < 20_000; flood++) cache.add(`f${flood}`, inactive())
    const large = { active: true, text: 'x'.repeat(60_000) }
    for (let flood = 0; flood < 1_000; flood++) cache.add(`l${flood}`, answer({ claims: large }))
    expect(cache.find('good', NOW)).toBe(good)
    const left = (name: string, count: number): number =>
      Array.from({ length: count }, (_, at) => cache.find(`${name}${at}`, NOW)).filter(Boolean)
        .length
    expect(left('f', 20_000)).toBe(0)
    expect(left('l', 1_000)).toBeLessThan(8_000_000 / 60_000)
  })

  it('are not taken for good once another answer has come', () => {
    const cache = new AnswerCache(60, 10)
    const [first, second] = [answer(), inactive()]
    cache.add('h', first)
    cache.add('h', second)
    cache.confirm('h', first)
    expect(cache.find('h', NOW)).toBe(second)
  })

  it('of a token that was good give way to a newer one', () => {
    const cache = new AnswerCache(60, 10)
    const first = answer()
    cache.add('h', first)
    cache.confirm('h', first)
    cache.add('h', inactive())
    expect(cache.find('h', NOW)?.claims).toBeUndefined()
  })

  it('take no more room than the limit allows for, a schema’s own values included', () => {
    const cache = new AnswerCache(60, 1_000)
    const claims = { text: 'x'.repeat(100_000) }
    for (let token = 0; token < 1_000; token++) {
      const one = answer({ verified: { claims } as unknown as NonNullable<Answer['verified']> })
      cache.add(`h${token}`, one)
      cache.confirm(`h${token}`, one)
    }
    const left = Array.from({ length: 1_000 }, (_, at) => cache.find(`h${at}`, NOW))
    expect(left.filter(Boolean).length).toBeLessThan(41)
  })
})
