import assert from 'node:assert/strict'
import { expectAccepted } from './expect.js'
import type { Answer, Server } from './world.js'

// A refresh runs in the background: each request gives it time, and a broken one still ends a case.
const ATTEMPTS = 200

/** Sends a token until it is refused, and gives that answer back: the old keys may still answer first. */
export async function onceRefused(
  server: Server,
  token: string,
  attempts: number = ATTEMPTS,
): Promise<Answer> {
  const answer = await server.get('/r', token)
  if (answer.status !== 200 || attempts === 0) return answer
  return onceRefused(server, token, attempts - 1)
}

/** Sends a good token until something has happened; each of them must be accepted. */
export async function acceptedUntil(
  server: Server,
  token: string,
  happened: () => boolean,
  attempts: number = ATTEMPTS,
): Promise<void> {
  expectAccepted(await server.get('/r', token))
  if (happened()) return
  assert.ok(attempts > 0, 'the requests changed nothing')
  await acceptedUntil(server, token, happened, attempts - 1)
}
