import { createProofKey, proof } from '@countersign/testing'
import { expect, it } from 'vitest'
import { keepHeader, proofHeaders, readProofHeader } from '../../src/dpop/proof-header.js'

async function headerOf(algorithm: 'ES256' | 'RS256'): Promise<string> {
  const made = proof(await createProofKey(algorithm), { url: 'https://rs.example', token: 't' })
  return made.slice(0, made.indexOf('.'))
}

it.each(['ES256', 'RS256'] as const)('keeps the header of a client with %s', async (algorithm) => {
  const segment = await headerOf(algorithm)
  const headers = proofHeaders()
  const header = readProofHeader(segment, new Set([algorithm]))
  keepHeader(headers, segment, header)
  expect(headers.get(segment)).toBe(header)
})

it('keeps none that is longer than any key needs, and no more than ten thousand', async () => {
  const header = readProofHeader(await headerOf('ES256'), new Set(['ES256']))
  const headers = proofHeaders()
  keepHeader(headers, 'x'.repeat(2_001), header)
  expect(headers.size).toBe(0)
  for (let at = 0; at <= 10_000; at++) keepHeader(headers, `header ${at}`, header)
  expect(headers.size).toBe(10_000)
  expect(headers.has('header 0')).toBe(false)
})
