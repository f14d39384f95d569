import { createProofKey, proof } from '@countersign/testing'
import { expect, it } from 'vitest'
import { keepHeader, proofHeaders, readProofHeader } from '../../src/dpop/proof-header.js'
import type { Segment } from '../../src/token/compact-jws.js'
import { headerOf } from '../support/segment.js'

async function headerWith(algorithm: 'ES256' | 'RS256'): Promise<Segment> {
  return headerOf(proof(await createProofKey(algorithm), { url: 'https://rs.example', token: 't' }))
}

it.each(['ES256', 'RS256'] as const)('keeps the header of a client with %s', async (algorithm) => {
  const segment = await headerWith(algorithm)
  const headers = proofHeaders()
  const header = readProofHeader(segment, new Set([algorithm]))
  keepHeader(headers, segment, header)
  expect(headers.get(segment)).toBe(header)
})

it('keeps none that is longer than any key needs, and no more than ten thousand', async () => {
  const header = readProofHeader(await headerWith('ES256'), new Set(['ES256']))
  const headers = proofHeaders()
  keepHeader(headers, 'x'.repeat(2_001), header)
  expect(headers.size).toBe(0)
  for (let at = 0; at <= 10_000; at++) keepHeader(headers, `header ${at}`, header)
  expect(headers.size).toBe(10_000)
  expect(headers.has('header 0')).toBe(false)
})
