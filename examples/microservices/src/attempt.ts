import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { CHANNELS } from '@countersign/core'
import { TokenRefused } from './token-client.js'

/** Something that must not work: what was sent where, and the answer. */
export interface Attempt {
  readonly what: string
  readonly to: string
  readonly expected: string
  readonly answer: string
  /** As in the log of the service; whoever asked is told less. */
  readonly reason: string
}

type Wanted = Pick<Attempt, 'what' | 'to' | 'expected'>

/** Calls a service. */
export async function attemptCall({
  what,
  to,
  expected,
  url,
  token,
  body,
}: Wanted & { url: string; token: string; body: object }): Promise<Attempt> {
  const reasons: string[] = []
  const listen = (message: unknown): void => {
    const { reason } = Object(message) as { reason?: unknown }
    if (typeof reason === 'string') reasons.push(reason)
  }
  subscribe(CHANNELS.refused, listen)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const challenge = response.headers.get('www-authenticate') ?? ''
    const [, error = ''] = /error="([^"]*)"/.exec(challenge) ?? []
    const answer = `${response.status} ${error}`.trim()
    return { what, to, expected, answer, reason: reasons.join(' ') }
  } finally {
    unsubscribe(CHANNELS.refused, listen)
  }
}

/** Asks the issuer for an exchange. */
export async function attemptExchange({
  what,
  expected,
  exchange,
}: Omit<Wanted, 'to'> & { exchange: () => Promise<string> }): Promise<Attempt> {
  const answer = await exchange().then(
    () => '200',
    (error: unknown) => {
      if (error instanceof TokenRefused) return `400 ${error.code}`
      throw error
    },
  )
  return { what, to: 'issuer', expected, answer, reason: '' }
}
