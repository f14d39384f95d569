import { alertName, isRefusal, isRefusalOfVersion, type Alert } from './alerts.js'
import { unclear, type Answer, type Chosen } from './answer.js'
import type { ClientHello } from './client-hello.js'
import { createMessageReader, type Message, type Reading } from './handshake-messages.js'
import { readServerHello } from './server-hello.js'
import { readServerKeyExchange } from './server-key-exchange.js'
import { Unreadable } from './unreadable.js'

const SERVER_HELLO = 2
const SERVER_KEY_EXCHANGE = 12
/** Certificate and CertificateStatus: what may stand before the key. */
const BEFORE_KEY: ReadonlySet<number> = new Set([11, 22])

/**
 * Reads what a server answers to a hello, as far as it is of interest. A suite that is forward secret is
 * taken for chosen only when the key has been seen that makes it so: with any other, the name is enough.
 *
 * @throws {@link Unreadable}
 */
export function* readAnswer(hello: ClientHello): Reading<Answer> {
  const next = createMessageReader()
  const first = yield* next()
  if (first.type === undefined) return answerOfAlert(first.alert)
  if (first.type !== SERVER_HELLO) throw new Unreadable('It did not begin with a ServerHello.')
  const { version, suite, group, publicValue, ...flags } = readServerHello(first.body, hello)
  if (version !== hello.version)
    return { kind: 'refused', isVersion: true, lower: { version, suite } }
  if (version === 'TLSv1.3') {
    const ephemeralKey = publicValue && ({ kind: 'ec', publicValue } as const)
    return { kind: 'chosen', suite, group, ephemeralKey }
  }
  const chosen: Chosen = { kind: 'chosen', suite, ...flags }
  if (!suite.forwardSecret) return chosen
  const exchange = yield* keyExchangeMessage(next)
  if (exchange.type === undefined) return answerOfLateAlert(exchange.alert)
  return { ...chosen, ...readServerKeyExchange(exchange.body, suite, hello.groups) }
}

function* keyExchangeMessage(next: () => Reading<Message>): Reading<Message> {
  for (let before = 0; before <= BEFORE_KEY.size; before += 1) {
    const message = yield* next()
    if (message.type === undefined || message.type === SERVER_KEY_EXCHANGE) return message
    if (!BEFORE_KEY.has(message.type)) break
  }
  throw new Unreadable('It chose a suite with forward secrecy, and sent no key for it.')
}

function answerOfAlert(alert: Alert): Answer {
  return isRefusal(alert)
    ? { kind: 'refused', isVersion: isRefusalOfVersion(alert) }
    : unclear(`It ended the handshake with ${alertName(alert)}, which is no refusal.`)
}

function answerOfLateAlert(alert: Alert): Answer {
  return unclear(`It chose a suite, and then ended the handshake with ${alertName(alert)}.`)
}
