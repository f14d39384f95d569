import { describe, expect, it } from 'vitest'
import { ntfy, type NtfyOptions } from '../../src/index.js'
import { listen } from '../support/listen.js'
import { notice, recipient, sendOne } from '../support/notices.js'

const topicOf = (): string => 'alice_a8f2'

describe('ntfy', () => {
  it('publishes what happened, and where to open it', async () => {
    const server = await listen()
    const told = notice()
    const notifier = ntfy({ server: server.origin, topicOf, token: 'tk_1' })
    expect(await sendOne(notifier, told)).toBe('accepted')
    expect(server.requests).toMatchObject([
      { method: 'POST', url: '/', headers: { authorization: 'Bearer tk_1' } },
    ])
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      topic: 'alice_a8f2',
      title: told.title,
      message: told.text,
      click: told.url,
      priority: 4,
      tags: ['key'],
    })
  })

  it('has a priority and a tag for each kind, and no authorization that was not given', async () => {
    const server = await listen()
    const notifier = ntfy({ server: `${server.origin}/`, topicOf })
    for (const kind of ['security', 'ended'] as const) await sendOne(notifier, notice({ kind }))
    expect(server.requests.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
      { priority: 3, tags: ['warning'] },
      { priority: 3, tags: ['hourglass'] },
    ])
    expect(server.requests[0]?.headers.authorization).toBeUndefined()
  })

  it('sends nothing that is not seen, and no more than a notice is', async () => {
    const server = await listen()
    const notifier = ntfy({ server: server.origin, topicOf })
    await sendOne(notifier, notice({ title: 'a\u202Eb\r\nc', text: 'x'.repeat(1_000) }))
    const { title, message } = JSON.parse(server.requests[0]?.body ?? '') as Record<string, string>
    expect(title).toBe('ab c')
    expect(message).toBe(`${'x'.repeat(239)}…`)
  })

  it('does not reach those without a topic', () => {
    const notifier = ntfy({ server: 'https://ntfy.example', topicOf: () => undefined })
    expect(notifier.deliveries(notice(), recipient())).toEqual([])
  })

  it.each(['', 'a/b', 'a b', 'ä', 'a'.repeat(65), 'a\n'])('refuses the topic %j', (topic) => {
    const notifier = ntfy({ server: 'https://ntfy.example', topicOf: () => topic })
    expect(() => notifier.deliveries(notice(), recipient())).toThrow('no topic')
  })

  it('tries again what may work later, and follows nobody', async () => {
    const server = await listen()
    const notifier = ntfy({ server: server.origin, topicOf })
    server.answer(429, { 'retry-after': '7' })
    expect(await sendOne(notifier)).toMatchObject({ outcome: 'retry', retryAfter: 7 })
    server.answer(403)
    expect(await sendOne(notifier)).toEqual({ outcome: 'failed', problem: 'status 403' })
    server.answer(302, { location: '/elsewhere' })
    expect(await sendOne(notifier)).toEqual({ outcome: 'failed', problem: 'status 302' })
    expect(server.requests).toHaveLength(3)
  })

  it.each([
    ['server', { server: 'http://ntfy.example' }],
    ['server', { server: 'https://ntfy.example/sub' }],
    ['server', { server: 'https://a:b@ntfy.example' }],
    ['server', { server: 'https://ntfy.example/?q' }],
    ['server', { server: undefined }],
    ['topicOf', { topicOf: 'alice' }],
    ['token', { token: 'tk\r\nx: y' }],
    ['token', { token: '' }],
    ['fetch', { fetch: {} }],
    ['topic', { topic: 'alice' }],
  ])('refuses a wrong "%s": %j', (option, wrong) => {
    const options = { server: 'https://ntfy.example', topicOf, ...wrong } as NtfyOptions
    expect(() => ntfy(options)).toThrow(expect.objectContaining({ name: 'ConfigError', option }))
  })
})
