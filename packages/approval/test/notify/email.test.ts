import { describe, expect, it, vi } from 'vitest'
import { email, type EmailOptions, type Mail } from '../../src/index.js'
import { notice, recipient, sendOne } from '../support/notices.js'

const to = (address: string) => recipient({ person: { subject: 'alice', email: address } })

describe('e-mail', () => {
  it('says that there is something, and where', async () => {
    const sent: Mail[] = []
    const told = notice({ text: 'Read your orders' })
    const notifier = email({ send: async (mail) => sent.push(mail), from: 'Id <id@example.com>' })
    expect(await sendOne(notifier, told)).toBe('accepted')
    expect(sent).toMatchObject([
      { to: 'alice@example.com', from: 'Id <id@example.com>', subject: told.title },
    ])
    expect(sent[0]?.text).toContain(told.url)
    expect(sent[0]?.text).not.toContain(told.text)
    expect(Object.keys(sent[0] ?? {}).toSorted()).toEqual(['from', 'subject', 'text', 'to'])
  })

  it('does not reach those without an address', () => {
    const nobody = recipient({ person: { subject: 'alice' } })
    expect(email({ send: vi.fn<(mail: Mail) => void>() }).deliveries(notice(), nobody)).toEqual([])
  })

  it('has a subject of one line, whatever the title is', async () => {
    const send = vi.fn<(mail: Mail) => void>()
    for (const end of ['\r\n', '\n', '\r', '\u2028', '\u2029', '\u0085', '\v', '\0']) {
      await sendOne(email({ send }), notice({ title: `Shop${end}Bcc: eve@evil.example` }))
    }
    for (const [{ subject, text }] of send.mock.calls) {
      expect(subject).toBe('Shop Bcc: eve@evil.example')
      expect(text.split(/[\n\r]+/)[0]).toBe(subject)
    }
    expect(send).toHaveBeenCalledTimes(8)
  })

  it.each([
    'alice@example.com\r\nBcc: eve@evil.example',
    'alice@example.com\n',
    'alice@example.com, eve@evil.example',
    'alice@example.com;eve@evil.example',
    'Alice <alice@example.com>',
    '"alice eve"@example.com',
    'alice@example.com>',
    'alice@[127.0.0.1]',
    'alice@localhost',
    'alice',
    '@example.com',
    'alice@@example.com',
    `alice@${'a'.repeat(250)}.com`,
    '',
  ])('is not sent to %j', async (address) => {
    const send = vi.fn<(mail: Mail) => void>()
    const outcome = await sendOne(email({ send }), notice(), to(address))
    expect(outcome).toEqual({ outcome: 'failed', problem: 'no e-mail address' })
    expect(send).not.toHaveBeenCalled()
  })

  it.each(["o'neill+shop@mail.example.co.uk", 'jörg@bücher.example'])(
    'is sent to %s',
    async (one) => {
      const send = vi.fn<(mail: Mail) => void>()
      expect(await sendOne(email({ send }), notice(), to(one))).toBe('accepted')
      expect(send).toHaveBeenCalledWith(expect.objectContaining({ to: one }))
    },
  )

  it('is tried again where the mailer fails, in whichever way', async () => {
    const error = Object.assign(new Error('alice@example.com is full'), { code: 'EENVELOPE' })
    const rejects = email({ send: () => Promise.reject(error) })
    expect(await sendOne(rejects)).toEqual({ outcome: 'retry', problem: 'EENVELOPE' })
    const [delivery] = email({
      send: vi.fn<(mail: Mail) => void>().mockImplementationOnce(() => {
        throw error
      }),
    }).deliveries(notice(), recipient())
    const { signal } = new AbortController()
    expect(await delivery?.send(signal)).toMatchObject({ outcome: 'retry' })
    expect(await delivery?.send(signal)).toBe('accepted')
  })

  it('is not sent a second time while the first may still get there', async () => {
    let arrive: (() => void) | undefined
    const send = vi.fn<() => Promise<void>>(() => new Promise((resolve) => (arrive = resolve)))
    const [delivery] = email({ send }).deliveries(notice(), recipient())
    const { signal } = new AbortController()
    const first = delivery?.send(signal)
    const second = delivery?.send(signal)
    arrive?.()
    expect(await first).toBe('accepted')
    expect(await second).toBe('accepted')
    // It got there between two tries.
    expect(await delivery?.send(signal)).toBe('accepted')
    expect(send).toHaveBeenCalledTimes(1)
  })

  it.each([
    ['send', { send: {} }],
    ['from', { from: 'Id' }],
    ['from', { from: 'Id <id@example.com>\r\nBcc: eve@evil.example' }],
    ['from', { from: 'Id\n<id@example.com>' }],
    ['from', { from: 'a@b.example, c@d.example' }],
    ['from', { from: 'Id <a@b.example> <c@d.example>' }],
    ['to', { to: 'alice@example.com' }],
  ])('refuses a wrong "%s": %j', (option, wrong) => {
    const options = { send: vi.fn<(mail: Mail) => void>(), ...wrong } as unknown as EmailOptions
    expect(() => email(options)).toThrow(expect.objectContaining({ name: 'ConfigError', option }))
  })
})
