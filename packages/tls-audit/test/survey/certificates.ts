import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { createTestCertificate, type TestCertificate } from '@countersign/testing'

let made: Promise<TestCertificate> | undefined

/** One for all: the key takes a while to make. */
export async function rsaCertificate(): Promise<TestCertificate> {
  made ??= make()
  return made
}

async function make(): Promise<TestCertificate> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  return createTestCertificate({ key: privateKey })
}
