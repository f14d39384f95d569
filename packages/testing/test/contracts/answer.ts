import { parseChallenges } from '@countersign/testing'
import type { Answer } from '../../src/contracts/world.js'

/** An answer with this challenge, as a server of the contract would have given it. */
export function answer(status: number, challenge: string | undefined, body = ''): Answer {
  const lines = challenge === undefined ? [] : [challenge]
  return {
    method: 'GET',
    status,
    headers: lines.length > 0 ? { 'www-authenticate': lines } : {},
    body,
    challenges: parseChallenges(lines),
    reference: undefined,
    dpopReference: undefined,
  }
}
