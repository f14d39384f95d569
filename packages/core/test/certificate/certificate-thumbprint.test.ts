import { X509Certificate } from 'node:crypto'
import { createTestCertificate } from '@countersign/testing'
import { expect, it } from 'vitest'
import type { CertificateReader } from '../../src/certificate/certificate-reader.js'
import { certificateThumbprint } from '../../src/certificate/certificate-thumbprint.js'
import { DependencyError } from '../../src/index.js'
import { tokenRequest } from '../support/token-request.js'

const { certificate: pem, der, thumbprint } = await createTestCertificate()

const of = (found: unknown): string | undefined =>
  certificateThumbprint((() => found) as CertificateReader, tokenRequest())

it('is that of the DER, however the certificate was given', () => {
  const padded = Buffer.concat([Buffer.from('x'), der]).subarray(1)
  for (const found of [
    der,
    new Uint8Array(der),
    padded,
    Buffer.from(pem),
    new X509Certificate(der),
  ]) {
    expect(of(found)).toBe(thumbprint)
  }
})

it('does not exist where there is no certificate, or one that cannot be read', () => {
  const unreadable = [Buffer.alloc(0), Buffer.from('x'), der.subarray(1), der.subarray(0, -1)]
  for (const found of [undefined, null, ...unreadable]) expect(of(found)).toBeUndefined()
})

it('cannot be had from a reader that gives something else, or throws', () => {
  for (const found of [pem, false, 0, {}, [der], Promise.resolve(der), { raw: der }]) {
    expect(() => of(found)).toThrow(DependencyError)
  }
  const broken = new Error('broken')
  const read = (): never => {
    throw broken
  }
  expect(() => certificateThumbprint(read, tokenRequest())).toThrow(
    expect.objectContaining({ name: 'DependencyError', cause: broken }),
  )
})

it('is asked for with the request', () => {
  const request = tokenRequest()
  const seen: unknown[] = []
  certificateThumbprint((given) => void seen.push(given), request)
  expect(seen).toEqual([request])
})
