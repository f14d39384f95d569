import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJsonObject } from '../../src/token/strict-json.js'

const parse = (text: string): unknown => parseJsonObject(Buffer.from(text))

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The same name in another spelling: every character as an escape. */
const escaped = (name: string): string =>
  `"${name
    .split('')
    .map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')}"`

const nested = (depth: number, open: string, close: string): string =>
  `{"a":${open.repeat(depth - 1)}${close.repeat(depth - 1)}}`

describe('an object', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value)
        // fast-check is fond of this one name, which is refused: see below.
        fc.pre(!text.includes('"__proto__":'))
        expect(JSON.stringify(parse(text))).toBe(text)
      }),
    )
  })

  it('has no prototype, all the way down', () => {
    const value = parse('{"a":{"b":[{"c":1}]}}') as { a: { b: readonly object[] } }
    for (const part of [value, value.a, value.a.b[0]]) {
      expect(Object.getPrototypeOf(part)).toBeNull()
    }
  })

  it('takes names for data that mean something to JavaScript', () => {
    const value = parse('{"constructor":{"scope":"admin"},"toString":2}') as object
    expect(Object.keys(value)).toEqual(['constructor', 'toString'])
    expect(Object.getPrototypeOf(value)).toBeNull()
  })

  it('may have one name in two objects', () => {
    expect(parse('{"a":{"x":1},"b":{"x":2},"c":[{"x":3},{"x":4}],"x":5}')).toBeDefined()
  })

  it('may have names and values that look like structure', () => {
    expect(parse('{"{":"}","[":"]",",":":","\\"":"\\"\\\\","a":"a\\\\"}')).toBeDefined()
  })
})

describe('a member named __proto__', () => {
  it.each(['{"__proto__":1}', '{"a":[{"__proto__":{}}]}', '{"\\u005f_proto__":null}'])(
    'makes no object of %s',
    (text) => {
      expect(parse(text)).toBeUndefined()
    },
  )
})

describe('a name twice in one object', () => {
  it.each([
    '{"a":1,"a":1}',
    '{"a":1,"b":2,"a":3}',
    '{"a":1 , \n"a" : 1}',
    '{"aud":1,"\\u0061ud":1}',
    '{"\\u0061ud":1,"aud":1}',
    '{"\\u0061":1,"\\u0061":1}',
    '{"a\\/b":1,"a/b":1}',
    '{"":1,"":1}',
    '{"o":{"a":1,"a":1}}',
    '{"o":[[{"a":1,"a":1}]]}',
    '{"a":{"a":1},"a":2}',
    '{"a":[],"b":{},"a":2}',
    '{"a":"}","a":1}',
    '{"a":"\\\\","a":1}',
    '{"a":"\\"","a":1}',
    '{"\u00e9":1,"\\u00e9":1}',
    '{"\ud83d\ude00":1,"\\ud83d\\ude00":1}',
  ])('is refused: %s', (text) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow()
    expect(parse(text)).toBeUndefined()
  })

  it('is refused wherever it stands, however it is spelt', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 5,
    })
    fc.assert(
      fc.property(names, fc.nat(), fc.nat(), fc.nat(5), (unique, from, to, depth) => {
        const members = unique.map((name) => `${JSON.stringify(name)}:0`)
        const wrap = (list: string[]): string =>
          '{"o":['.repeat(depth) + `{${list.join()}}` + ']}'.repeat(depth)
        expect(parse(wrap(members))).toBeDefined()
        const again = `${escaped(unique[from % unique.length] ?? '')}:1`
        expect(parse(wrap(members.toSpliced(to % (members.length + 1), 0, again)))).toBeUndefined()
      }),
    )
  })

  it('is not the same name in another case or another normal form', () => {
    expect(parse('{"a":1,"A":2,"\u00e9":3,"e\u0301":4,"a ":5}')).toBeDefined()
  })
})

describe('depth', () => {
  it.each([
    ['arrays', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('is at most 32 levels of %s', (_, open, close) => {
    const inner = open === '[' ? open : '{"b":0,"a":'
    const text = (depth: number): string =>
      open === '['
        ? nested(depth, open, close)
        : `${inner.repeat(depth - 1)}{"c":0}${close.repeat(depth - 1)}`
    expect(parse(text(32))).toBeDefined()
    expect(parse(text(33))).toBeUndefined()
  })

  it('counts what is open, not what there is', () => {
    expect(parse(`{"a":[${'[],{},'.repeat(1_000)}0]}`)).toBeDefined()
  })

  it('costs nothing where it is far too much', () => {
    expect(parse(nested(1_000_000, '[', ']'))).toBeUndefined()
  })
})

describe('bytes', () => {
  it.each([
    ['a byte order mark', [0xef, 0xbb, 0xbf, 0x7b, 0x7d]],
    ['UTF-16', [...Buffer.from('{}', 'utf16le')]],
    ['UTF-16 with a mark', [0xff, 0xfe, ...Buffer.from('{}', 'utf16le')]],
    ['a lone byte', [...Buffer.from('{"a":"'), 0xff, ...Buffer.from('"}')]],
    ['an overlong slash', [...Buffer.from('{"a":"'), 0xc0, 0xaf, ...Buffer.from('"}')]],
    ['an encoded high surrogate', [...Buffer.from('{"a":"'), 0xed, 0xa0, 0x80, 0x22, 0x7d]],
    ['an encoded low surrogate', [...Buffer.from('{"a":"'), 0xed, 0xb0, 0x80, 0x22, 0x7d]],
    ['beyond U+10FFFF', [...Buffer.from('{"a":"'), 0xf4, 0x90, 0x80, 0x80, 0x22, 0x7d]],
    ['a cut-off sequence', [...Buffer.from('{"a":"'), 0xe2, 0x82, 0x22, 0x7d]],
    ['a control character in a string', [...Buffer.from('{"a":"\u0000"}')]],
    ['nothing', []],
  ])('are refused: %s', (_, bytes) => {
    expect(parseJsonObject(Uint8Array.from(bytes))).toBeUndefined()
  })

  it('of every plane are taken', () => {
    expect(parse('{"ü":"€😀\u{10ffff}"}')).toEqual({ ü: '€😀\u{10ffff}' })
  })
})

describe('what is not strict JSON', () => {
  it.each(['1e400', '-1e400', '[1e400]', '{"b":1e400}'])('is a number that ends up as %s', (n) => {
    expect(JSON.stringify(JSON.parse(`{"a":${n}}`))).toContain('null')
    expect(parse(`{"a":${n}}`)).toBeUndefined()
  })

  it('is not a number that is merely large', () => {
    expect(parse('{"a":1e308}')).toEqual({ a: 1e308 })
  })

  it.each(['[]', '[{}]', '"x"', '1', 'null', 'true', ' ', 'NaN', 'undefined'])(
    'is no object: %s',
    (text) => {
      expect(parse(text)).toBeUndefined()
    },
  )

  it.each([
    '{"a":NaN}',
    '{"a":Infinity}',
    '{"a":undefined}',
    '{"a":01}',
    '{"a":+1}',
    '{"a":.5}',
    "{'a':1}",
    '{a:1}',
    '{"a":1,}',
    '{,}',
    '{"a":[1,]}',
    '{"a":1}//',
    '{"a":/**/1}',
    '{"a":1}{"b":2}',
    '{"a":1}}',
    '{"a":1',
    '{"a":"b',
    '{"a"}',
    '{"a":}',
    '{"a" 1}',
    '{"a":1 "b":2}',
    '{"a\\x":1}',
    '{"a":"\\',
    '{"a]":[}',
    '}{',
    ']',
    '"',
  ])('is this: %s', (text) => {
    expect(parse(text)).toBeUndefined()
  })

  it('is nothing that JSON.parse refuses', () => {
    const pieces = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '"a"', '1', ' ', '{}')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (list) => {
        const text = `{"a":${list.join('')}}`
        fc.pre(!isJson(text))
        expect(parse(text)).toBeUndefined()
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('what is read', () => {
  it('is frozen and without a prototype all the way down', () => {
    const text = '{"b":1,"a":{"b":[{"c":[null,true]},[]]},"toString":"x","1":{}}'
    const value = parse(text) as { a: { b: readonly object[] } }
    expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text)))
    for (const part of [value, value.a, value.a.b, value.a.b[0], value.a.b[1]]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
    for (const part of [value, value.a, value.a.b[0]]) {
      expect(Object.getPrototypeOf(part)).toBeNull()
    }
  })

  it('has nothing in it of what somebody has put on every object', () => {
    const prototype = Object.prototype as { injected?: unknown }
    prototype.injected = 'x'
    try {
      expect(parse('{"a":1}')).toEqual(Object.assign(Object.create(null), { a: 1 }))
      expect('injected' in (parse('{"a":{}}') as { a: object }).a).toBe(false)
    } finally {
      delete prototype.injected
    }
  })
})
