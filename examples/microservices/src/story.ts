import { isDeepStrictEqual } from 'node:util'
import { table } from 'example-shared'
import { z } from 'zod'
import type { Attempt } from './attempt.js'
import { createBrowser, signIn, type Browser } from './browser.js'
import { expectedHops } from './expected-hops.js'
import { hopSchema, type Hop } from './hop.js'
import type { Microservices } from './microservices.js'

const orderedSchema = z.object({ hops: z.array(hopSchema) })
const attemptSchema = z.object({
  what: z.string(),
  to: z.string(),
  expected: z.string(),
  answer: z.string(),
  reason: z.string(),
})
const attemptsSchema = z.object({ attempts: z.array(attemptSchema) })

/**
 * Goes through all of it as a browser would, prints who sent what to whom, and returns the exit code: 0
 * if all of it is as it has to be.
 */
export async function runStory(services: Microservices): Promise<number> {
  const browser = createBrowser(services.gateway)
  await signIn(browser, services, services.user)
  const { hops } = await ask(browser, '/orders', orderedSchema, { item: 'anvil', quantity: 2 })
  const refusals = await ask(browser, '/refusals', attemptsSchema)
  const kept = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const afterwards = await ask(browser, '/sign-out', attemptsSchema)
  const attempts = [
    ...refusals.attempts,
    ...afterwards.attempts,
    await attemptCookie(services.gateway, kept),
  ]

  console.log(`\n  Ada signs in, and orders two anvils.\n\n${hopsTable(hops)}`)
  console.log(`\n  What is refused:\n\n${attemptsTable(attempts)}`)

  const expected = expectedHops(services)
  const results = [
    ...expected.map((hop, index) => isExpectedHop(hops[index], hop)),
    hops.length === expected.length,
    ...attempts.map(isAsExpected),
  ]
  const failed = results.filter((ok) => !ok).length
  console.log(`\n${results.length - failed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

async function ask<T>(
  browser: Browser,
  path: string,
  schema: z.ZodType<T>,
  body?: object,
): Promise<T> {
  const response = await browser.post(path, body)
  if (!response.ok) throw new Error(`The gateway answers ${path} with ${response.status}`)
  return schema.parse(await response.json())
}

/** The cookie that the browser had, kept by somebody who has copied it. */
async function attemptCookie(gateway: string, cookie: string): Promise<Attempt> {
  const { status } = await fetch(`${gateway}/session`, { headers: { cookie } })
  const what = 'signed out: the session cookie'
  return { what, to: 'gateway', expected: '401', answer: String(status), reason: '' }
}

/** An exchanged token never outlives the one that it is made from, so that it may live a little less. */
function isExpectedHop(hop: Hop | undefined, expected: Hop): boolean {
  if (!hop || hop.lifetime > expected.lifetime) return false
  return isDeepStrictEqual({ ...hop, lifetime: expected.lifetime }, expected)
}

function isAsExpected({ expected, answer }: Attempt): boolean {
  return expected === answer
}

function hopsTable(hops: readonly Hop[]): string {
  const heading = ['', 'token', 'aud', 'scope', 'sub', 'act', 'encrypted', 'lives', 'answer']
  const cookie = ['browser → gateway', 'none: a cookie', '', '', '', '', '', '', '201']
  const rows = hops.map((hop) => [
    `${hop.from} → ${hop.to}`,
    hop.what,
    hop.audience.replace('https://', ''),
    hop.scope || '-',
    hop.subject,
    hop.actors.join(' for ') || '-',
    hop.encrypted ? 'yes' : 'no',
    `${hop.lifetime} s`,
    String(hop.status),
  ])
  return table([heading, cookie, ...rows])
}

function attemptsTable(attempts: readonly Attempt[]): string {
  const heading = ['', 'at', 'answer', '', 'reason in the log']
  const rows = attempts.map((attempt) => [
    attempt.what,
    attempt.to,
    attempt.answer,
    isAsExpected(attempt) ? '✓' : `✗ expected ${attempt.expected}`,
    attempt.reason,
  ])
  return table([heading, ...rows])
}
