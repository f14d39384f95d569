import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { expect, it, onTestFinished, vi } from 'vitest'
import { webhook } from '../src/index.js'
import type { Answer } from './provider/support/test-client.js'
import { asking, assembly, type Phone } from './support/assembly.js'

const PEOPLE = Array.from({ length: 200 }, (_, at) => `person-${at}`)
/** Deliveries that the dispatcher has under way at once. */
const MOST_ACTIVE = 64

interface Told {
  readonly kind: string
  readonly subject: string
  readonly url: string
}

/** A service that is told of approvals, and is no faster than its event loop. */
async function service(): Promise<{
  readonly url: string
  readonly told: readonly Told[]
  readonly most: () => number
}> {
  const told: Told[] = []
  let [active, most] = [0, 0]
  const server = createServer((req, res) => {
    active += 1
    most = Math.max(most, active)
    void json(req).then((notice) => {
      // Others tell of the devices.
      if ((notice as Told).kind === 'asked') told.push(notice as Told)
      return setImmediate(() => {
        active -= 1
        res.end()
      })
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/`, told, most: () => most }
}

/** Some at a time: what is tested is not how many can pair. */
async function inGroups<T, R>(
  values: readonly T[],
  work: (value: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = []
  for (let at = 0; at < values.length; at += 50) {
    results.push(...(await Promise.all(values.slice(at, at + 50).map(work))))
  }
  return results
}

it('two hundred people who are asked at once are all told, and each can answer', async () => {
  const { url, told, most } = await service()
  let senders = 0
  const { client, phone, approval } = await assembly({
    options: {
      notifiers: [webhook({ url, secret: 'x'.repeat(32) })],
      limits: { perClient: 100_000 },
      // Each is at home somewhere else.
      remoteAddress: () => `192.0.${(senders++ >> 8) & 255}.${senders & 255}`,
      requestLifetime: 600,
    },
  })
  const phones = new Map<string, Phone>(
    await inGroups(PEOPLE, async (person) => [person, await phone(person)] as const),
  )

  // A database that is too slow for all of them at once is a 503: whoever comes again is answered.
  const ask = async (person: string): Promise<Answer> => {
    const answer = await client.ask(asking(person))
    if (answer.status !== 503) return answer
    expect(answer.headers.get('retry-after')).toBe('1')
    return ask(person)
  }
  const asked = await Promise.all(PEOPLE.map(ask))
  expect(asked.filter(({ status }) => status !== 200)).toEqual([])
  await vi.waitFor(() => expect(told).toHaveLength(PEOPLE.length), { timeout: 30_000 })
  expect(new Set(told.map(({ subject }) => subject)).size).toBe(PEOPLE.length)
  expect(most()).toBeLessThanOrEqual(MOST_ACTIVE)
  await vi.waitFor(() =>
    expect(approval.health().notices).toEqual({ waiting: 0, active: 0, dropped: 0 }),
  )

  const answers = await inGroups(told, async ({ subject, url: address }) => {
    const id = address.slice(address.lastIndexOf('/') + 1)
    return phones.get(subject)?.browser.post(`api/approvals/${id}/deny`)
  })
  expect(answers.filter((answer) => answer?.status !== 200)).toEqual([])
  const polled = await inGroups(asked, async (one) => client.poll(one.json['auth_req_id']))
  expect(new Set(polled.map(({ json: { error } }) => error))).toEqual(new Set(['access_denied']))
}, 90_000)
