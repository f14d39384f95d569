import { ConfigError } from '@countersign/core'
import { assertFunction, assertKnown, assertObject } from '@countersign/database'
import type { Person } from '../person.js'
import { safeUrl } from './http-address.js'
import type { Notice, Notifier } from './notifier.js'
import { outgoing } from './outgoing.js'
import { KnownProblem } from './problem-of.js'
import { post } from './post.js'

/** Options of {@link ntfy}. */
export interface NtfyOptions {
  /** Origin of the server, such as `https://ntfy.sh`; http on loopback alone. */
  readonly server: string
  /**
   * The topic of a person, 1 to 64 of `A-Z a-z 0-9 _ -`; `undefined`: there is none. Whoever knows it can read
   * along, and write, unless your server asks who they are.
   */
  readonly topicOf: (person: Person) => string | undefined
  /** Access token, where the server asks for one. */
  readonly token?: string
  /** Default: global `fetch`. */
  readonly fetch?: typeof fetch
}

const OPTIONS = ['server', 'topicOf', 'token', 'fetch']
const TOPIC = /^[-\w]{1,64}$/

const LOOKS: Readonly<Record<Notice['kind'], { readonly priority: 3 | 4; readonly tag: string }>> =
  {
    asked: { priority: 4, tag: 'key' },
    security: { priority: 3, tag: 'warning' },
    ended: { priority: 3, tag: 'hourglass' },
  }

const ANSWERS = { accepted: (status: number) => status >= 200 && status < 300 }

/**
 * Tells people by an ntfy server: what happened, and where to open it. A notice that is read by somebody else
 * gives nothing away but itself, as nothing can be decided with it.
 *
 * @throws ConfigError naming the option at fault.
 */
export function ntfy(options: NtfyOptions): Notifier {
  assertObject('options', options)
  assertKnown('', options, OPTIONS)
  const { server, topicOf, token, fetch } = options
  const url = checkServer(server)
  assertFunction('topicOf', topicOf)
  if (token !== undefined && !/^[!-~]{1,512}$/.test(token))
    throw new ConfigError('token', 'must be a text of visible ASCII characters')
  if (fetch !== undefined) assertFunction('fetch', fetch)
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  }

  return {
    name: 'ntfy',
    deliveries(notice, { person }) {
      const topic = topicOf(person)
      if (topic === undefined) return []
      if (!TOPIC.test(topic)) throw new KnownProblem('topicOf() gave what is no topic')
      const { kind, title, text, url: click } = outgoing(notice)
      const { priority, tag } = LOOKS[kind]
      const body = JSON.stringify({ topic, title, message: text, click, priority, tags: [tag] })
      return [{ send: (signal) => post({ url, headers, body, fetch }, ANSWERS, signal) }]
    },
  }
}

/** Messages as JSON go to the root of a server. */
function checkServer(server: unknown): string {
  const url = safeUrl(server)
  if (url !== undefined && url.href === `${url.origin}/`) return url.href
  throw new ConfigError('server', 'must be the origin of a server: https, or http on loopback')
}
