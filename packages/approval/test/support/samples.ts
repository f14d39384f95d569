import { randomBytes } from 'node:crypto'
import type { Approval } from '../../src/approval.js'
import type { Device } from '../../src/directory/directory.js'

let count = 0

/** Somebody whom no other test has to do with. */
export function someone(): string {
  return `person-${++count}`
}

export function newId(): string {
  return randomBytes(16).toString('base64url')
}

/** The moment at which everything here begins: nothing of it is old, as yet. */
export const START = Math.ceil(Date.now() / 1_000) * 1_000 + 3_600_000

export function deviceOf(subject: string, changes: Partial<Device> = {}): Device {
  return {
    id: newId(),
    subject,
    name: 'Phone',
    pairedAt: START,
    lastUsedAt: undefined,
    subscription: undefined,
    passkey: {
      credentialId: newId(),
      publicKey: new Uint8Array(randomBytes(77)),
      counter: 0,
      transports: ['internal', 'hybrid'],
      backedUp: true,
    },
    ...changes,
  }
}

export const SUBSCRIPTION = {
  endpoint: 'https://push.example/send/1?a=b',
  keys: { p256dh: 'BPublicKeyOfTheBrowser', auth: 'c2VjcmV0' },
}

/** One that waits for an answer, for two minutes from its start. */
export function approvalOf(subject: string, changes: Partial<Approval> = {}): Approval {
  const askedAt = changes.askedAt ?? START
  return {
    id: newId(),
    subject,
    clientId: 'shop',
    wish: {
      scopes: ['orders:read', 'orders:write'],
      resource: 'https://api.example/orders',
      lifetime: 300,
      authorizationDetails: [{ type: 'payment', amount: '12.50' }],
      bindingMessage: 'W-4711',
      offline: false,
    },
    origin: { address: '192.0.2.7', network: '192.0.2.0/24', userAgent: 'shop/1.0' },
    askedAt,
    expiresAt: askedAt + 120_000,
    decision: undefined,
    decidedAt: undefined,
    decidedBy: undefined,
    granted: undefined,
    issuedAt: undefined,
    tokenExpiresAt: undefined,
    stoppedAt: undefined,
    ...changes,
  }
}

export const GRANTED = { scopes: ['orders:read'], lifetime: 60 }

/** The same, decided on a second later. */
export function decidedApprovalOf(
  subject: string,
  decision: 'approved' | 'denied',
  changes: Partial<Approval> = {},
): Approval {
  const askedAt = changes.askedAt ?? START
  return approvalOf(subject, {
    decision,
    decidedAt: askedAt + 1_000,
    decidedBy: newId(),
    granted: decision === 'approved' ? GRANTED : undefined,
    ...changes,
  })
}

interface Hostile {
  readonly what: string
  readonly text: string
  /** As it is stored where it is cleaned. */
  readonly clean: string
  /** Whether it can be a subject, or the id of a client. */
  readonly isName: boolean
}

function hostile(what: string, text: string, clean = text): Hostile {
  return { what, text, clean, isName: text === clean && text.length <= 255 }
}

/** Texts that somebody may hand in, to see what becomes of them. */
export const HOSTILE: readonly Hostile[] = [
  hostile('quotes', `'; DROP TABLE devices; -- "$1" \\`),
  hostile('bidi', '\u202egnirts\u202c \u2066x\u2069'),
  hostile('emoji', '👩‍👩‍👧‍👦 🏳️‍🌈'),
  hostile('NUL', 'a\0b', 'a\ufffdb'),
  hostile('a half of a pair', 'a\ud83dz', 'a\ufffdz'),
  hostile('a mark at the beginning', '\ufeffx', '\ufffdx'),
  hostile('10 000 characters', 'x'.repeat(10_000)),
]
