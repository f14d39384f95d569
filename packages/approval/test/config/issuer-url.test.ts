import { describe, expect, it } from 'vitest'
import { issuerParts } from '../../src/config/issuer-url.js'

describe('an issuer', () => {
  it.each([
    ['https://id.example.com', 'https://id.example.com', '', 'id.example.com'],
    ['https://id.example.com/', 'https://id.example.com', '', 'id.example.com'],
    ['https://id.example.com/t1', 'https://id.example.com', '/t1', 'id.example.com'],
    ['http://localhost:4020', 'http://localhost:4020', '', 'localhost'],
  ])('%s is taken apart', (issuer, origin, basePath, rpId) => {
    expect(issuerParts(issuer)).toEqual({ origin, basePath, rpId })
  })

  it.each([
    undefined,
    '',
    'id.example.com',
    'http://id.example.com',
    'http://127.0.0.1:4020',
    'https://192.0.2.1',
    'https://[2001:db8::1]',
    'https://user@id.example.com',
    'https://id.example.com?a=b',
    'https://id.example.com/#a',
    'https://ID.example.com',
    'https://id.example.com:443',
    'https://id.example.com/t1/',
    'https://id.example.com/a/../b',
  ])('%s is refused, and the option named', (issuer) => {
    expect(() => issuerParts(issuer)).toThrow(/"issuer"|issuer/)
  })
})
