import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError, memoryRevocationList, tlsCertificate } from '@countersign/core'
import { createKeyRing } from '@countersign/issuer'
import type { Ledger } from '@countersign/ledger'
import { describe, expect, it } from 'vitest'
import { clientRegister } from '../../src/config/client-register.js'
import { resolveOptions } from '../../src/config/resolve-options.js'
import { resolveStorage } from '../../src/config/resolve-storage.js'
import { createApprovalServer } from '../../src/create-approval-server.js'
import type { ApprovalServerOptions } from '../../src/options.js'

const keys = await createKeyRing()
keys.close()

/** Options as somebody without a compiler would write them. */
const withOptions = (options: object): ApprovalServerOptions => {
  const usual = {
    issuer: 'https://approve.example.com',
    folder: './approval',
    keys,
    ledger: { owner: () => undefined } as unknown as Ledger,
    revocation: memoryRevocationList(),
    people: { find: () => undefined, get: () => undefined },
    resources: { 'https://photos.example.com': { name: 'Photos', scopes: { read: 'See them' } } },
    clients: [],
  }
  return { ...usual, ...options }
}

const till = {
  clientId: 'till',
  name: 'The Till',
  authentication: { method: 'tls', subjectDn: 'CN=till' },
  scopes: ['read'],
} as const

describe('the options', () => {
  it('say where devices and decisions are kept: in a folder, or over a pool', () => {
    const pool = { connect: () => undefined }
    const { storage, schema } = resolveStorage(withOptions({ folder: undefined, pool }))
    expect(storage).toEqual({ pool })
    expect(schema).toBe('countersign_approval')
    const folder = join(tmpdir(), 'countersign-no-such-folder', 'approval')
    expect(resolveStorage(withOptions({ folder })).storage).toEqual({ folder })
  })

  it.each([
    ['folder', { folder: undefined }],
    ['folder', { folder: '' }],
    ['folder', { folder: 7 }],
    ['folder', { pool: { connect: () => undefined } }],
    ['pool', { folder: undefined, pool: 'postgresql://localhost' }],
    ['keys', { keys: createKeyRing }],
    ['certificate', { clients: [till] }],
    ['lifetime', { lifetime: 60 }],
  ])('throw a ConfigError that names %s', (option, options) => {
    const create = (): void => void createApprovalServer(withOptions(options))
    expect(create).toThrow(ConfigError)
    expect(create).toThrow(`"${option}"`)
  })

  it('know clients by certificates where something finds those', () => {
    const certificate = tlsCertificate()
    expect(resolveOptions(withOptions({ certificate })).certificate).toBe(certificate)
    expect(() => clientRegister([till], true)).not.toThrow()
  })
})
