import type { Socket } from 'node:net'
import { ConnectError } from './connect-error.js'
import { readReply } from './read-reply.js'

const MAX_REPLY = 8192

interface Reply {
  readonly code: number
  readonly lines: readonly string[]
}

/** Asks an SMTP server for TLS (RFC 3207). */
export async function askSmtp(socket: Socket): Promise<void> {
  const greeting = await readReply(socket, takeReply, MAX_REPLY)
  if (greeting.code !== 220) throw unexpected('greets', greeting)
  // A name of no machine (RFC 2606): which one asks is nobody's business.
  socket.write('EHLO tls-audit.invalid\r\n')
  const hello = await readReply(socket, takeReply, MAX_REPLY)
  if (hello.code !== 250) throw unexpected('answers EHLO', hello)
  // The first line says who it is.
  const offers = hello.lines.slice(1).some((line) => /^starttls\s*$/i.test(line))
  if (!offers) throw new ConnectError('no-tls', 'the SMTP server offers no STARTTLS')
  socket.write('STARTTLS\r\n')
  const ready = await readReply(socket, takeReply, MAX_REPLY)
  if (ready.code === 454) {
    throw new ConnectError('no-tls', 'the SMTP server has no TLS at the moment (454)')
  }
  if (ready.code !== 220) throw unexpected('answers STARTTLS', ready)
}

function unexpected(what: string, { code }: Reply): ConnectError {
  return new ConnectError('protocol', `the SMTP server ${what} with ${code}`)
}

/** One reply of one or more lines (RFC 5321 §4.2.1), once it is there as a whole. */
function takeReply(received: Buffer): Reply | undefined {
  // A line that never ends is bounded by whoever reads.
  const lines = received.toString('latin1').split('\r\n')
  const rest = lines.pop()
  const parsed = lines.map((line) => {
    const [, code, mark, text = ''] = /^([2-5]\d\d)(?:([ -])(.*))?$/.exec(line) ?? []
    if (code === undefined) {
      throw new ConnectError('protocol', 'the server does not answer as SMTP servers do')
    }
    return { code, isLast: mark !== '-', text }
  })
  const last = parsed.findIndex(({ isLast }) => isLast)
  const [first] = parsed
  if (!first || last === -1) return undefined
  if (parsed.some(({ code }) => code !== first.code) || last < parsed.length - 1 || rest !== '') {
    // What comes unasked would be taken for the answer to the next word, or for one that came encrypted
    // (CVE-2011-0411).
    throw new ConnectError('protocol', 'the SMTP server says more than it was asked for')
  }
  return { code: Number(first.code), lines: parsed.map(({ text }) => text) }
}
