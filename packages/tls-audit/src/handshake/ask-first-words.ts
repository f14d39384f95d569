import type { Endpoint } from '../endpoint.js'
import type { Ask } from './ask.js'
import type { Given } from './ask-resumption.js'
import { exchangeFirstWords, type FirstWords } from './first-words.js'
import type { Hsts } from './handshakes.js'
import { parseHsts } from './hsts.js'
import { alertOf } from './alert-of.js'
import { reasonOf } from './reason-of.js'
import type { ResponseHead } from './response-head.js'
import type { Shaken, Unshaken } from './shake.js'
import { onlyVersion, type SpokenVersion } from './tls-settings.js'

export interface AfterFirstWords {
  readonly hsts: Hsts | undefined
  readonly tls13: Given | undefined
}

interface Words extends FirstWords {
  readonly session: Buffer | undefined
}

const NO_APPLICATION_PROTOCOL = 120

/** Exchanges the first words by the newest version that the server speaks, where it speaks any. */
export async function askFirstWords(
  ask: Ask,
  endpoint: Endpoint,
  newest: SpokenVersion | undefined,
): Promise<AfterFirstWords> {
  const isHttp = endpoint.protocol === 'https'
  const unasked = (reason: string): AfterFirstWords => ({
    hsts: isHttp ? unknownHsts(reason) : undefined,
    tls13: newest === 'TLSv1.3' ? { session: undefined, ticket: undefined } : undefined,
  })
  if (newest === undefined) return unasked('No handshake was completed.')

  const speak = async (protocols?: string[]): Promise<Shaken<Words> | Unshaken> => {
    const settings = { ...onlyVersion(newest), ...(protocols && { ALPNProtocols: protocols }) }
    return ask(settings, async (socket, seen, signal): Promise<Words> => {
      try {
        const words = await exchangeFirstWords(socket, endpoint, seen)
        return { ...words, session: seen.session }
      } catch (error) {
        const cause = seen.error ?? error
        const reason = reasonOf(cause, signal, seen.asksForClientCertificate)
        return { head: undefined, answered: false, reason, session: seen.session }
      }
    })
  }
  const first = await speak(isHttp ? ['http/1.1'] : undefined)
  // A server that speaks HTTP/2 alone refuses that, and rightly. It has tickets all the same.
  const isNewHttp = isHttp && alertOf(first.seen?.error) === NO_APPLICATION_PROTOCOL
  const result = isNewHttp ? await speak(['h2']) : first
  if (!result.completed) return unasked(result.reason)
  const words = result.value
  return {
    hsts: isHttp ? hstsOf(words) : undefined,
    tls13: newest === 'TLSv1.3' ? givenBy(words) : undefined,
  }
}

function givenBy({ session, answered }: Words): Given {
  if (session) return { session, ticket: true }
  return { session: undefined, ticket: answered ? false : undefined }
}

function hstsOf({ head, reason = 'The server did not answer.' }: Words): Hsts {
  if (!head) return unknownHsts(reason)
  const header = firstHeader(head, 'strict-transport-security')
  const policy = header === undefined ? undefined : parseHsts(header)
  return policy ?? { maxAge: undefined, includeSubDomains: false }
}

/** RFC 6797 §8.1: of several, the first counts. */
function firstHeader({ headers }: ResponseHead, name: string): string | undefined {
  return headers.find(([one]) => one === name)?.[1]
}

function unknownHsts(reason: string): Hsts {
  return { maxAge: undefined, includeSubDomains: false, reason }
}
