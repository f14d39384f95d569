import { describe, expect, it } from 'vitest'
import { createReach } from '../../src/metadata/reach.js'

const far = new URL('https://id.example.com/t1')
const here = new URL('http://127.0.0.1:4000')

describe('what may be asked', () => {
  it('is the host that was named, by https', () => {
    const { resolve } = createReach([far], false)

    expect(resolve('https://id.example.com/jwks')).toBeInstanceOf(URL)
    expect(resolve('http://id.example.com/jwks')).toContain('https')
    expect(resolve('https://id.example.com:8443/jwks')).toContain('--follow')
    expect(resolve('https://keys.example.com/jwks')).toContain('--follow')
  })

  it('is another host where that was said, and never this machine by way of a stranger', () => {
    const { resolve } = createReach([far], true)

    expect(resolve('https://keys.example.com/jwks')).toBeInstanceOf(URL)
    for (const url of [
      'http://127.0.0.1:6379/',
      'https://localhost/',
      'https://localhost./',
      'https://a.localhost/',
      'https://[::1]/',
      'https://[::]/',
      'https://[::ffff:127.0.0.1]/',
      'https://0.0.0.0/',
      'https://0x7f.1/',
    ]) {
      expect(resolve(url)).toContain('this machine')
    }
  })

  it('is another port of this machine where this machine was named', () => {
    expect(createReach([here], true).resolve('http://127.0.0.1:5000/')).toBeInstanceOf(URL)
    expect(createReach([here], false).resolve('http://127.0.0.1:5000/')).toContain('--follow')
  })

  it('is no URL that means something else than it says', () => {
    const { resolve } = createReach([far], true)

    for (const url of [
      undefined,
      7,
      '',
      '/jwks',
      'https:id.example.com',
      'https://id.example.com\\@evil.example/',
      'https://user@id.example.com/',
      'https://id.example.com/#a',
      'file:///etc/passwd',
      'https://id.example.com/\n',
    ]) {
      expect(resolve(url)).toBeTypeOf('string')
    }
  })
})
