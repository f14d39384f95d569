import { describe, expect, it } from 'vitest'
import { beginsLike, patternOf } from '../src/path-pattern.js'

describe('a path', () => {
  it.each([
    ['', '', 'whole'],
    ['/api', '', 'beginning'],
    ['', '/api', undefined],
    ['/api', '/API', 'whole'],
    ['/api', '/apis', undefined],
    ['/a.b+c~%20', '/a.b+c~%20', 'whole'],
    ['/a.b', '/axb', undefined],
    ['/api/v1', '/api', 'beginning'],
    ['/t/:tenant', '/t/acme', 'whole'],
    ['/t/:tenant', '/t/', undefined],
    ['/t/:tenant', '/t', 'beginning'],
    ['/t/:tenant', '/t/acme/more', undefined],
    ['/t-:tenant', '/t-acme', 'whole'],
    ['/*', '/any/thing', 'whole'],
    ['/*', '', 'beginning'],
    ['/files/*path', '/files/a/b/c', 'whole'],
    ['/files/*path', '/files', 'beginning'],
    ['/files/*path', '/other/a', undefined],
  ])('of the template %s, such as %s, is like it: %s', (template, path, expected) => {
    const [isWhole, isBeginning] = [patternOf(template).test(path), beginsLike(template, path)]
    expect(isWhole ? 'whole' : isBeginning ? 'beginning' : undefined).toBe(expected)
  })
})
