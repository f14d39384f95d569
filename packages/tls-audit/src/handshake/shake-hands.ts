import type { TLSSocket } from 'node:tls'
import { openConnection } from '../connect/open-connection.js'
import type { OpenConnection } from '../connect/open-connection-type.js'
import type { Pace } from '../connect/pace.js'
import type { Route } from '../endpoint.js'
import { assertEndpoint } from '../target/assert-endpoint.js'
import { askedName } from '../target/asked-name.js'
import { askAt } from './ask.js'
import { askFirstWords } from './ask-first-words.js'
import { askResumption } from './ask-resumption.js'
import type { Completed, Handshakes, Incomplete } from './handshakes.js'
import { lookAt, type Look } from './look-at.js'
import type { Seen, Shaken, Unshaken } from './shake.js'
import { onlyVersion, SPOKEN_VERSIONS } from './tls-settings.js'

/** What {@link shakeHands} works with. */
export interface ShakeHandsOptions {
  readonly pace: Pace
  /** Milliseconds: whether a certificate is valid is judged by it. Default: the time. */
  readonly now?: () => number
  /** Default: {@link openConnection}. */
  readonly open?: OpenConnection
}

type Result = Shaken<Look> | Unshaken

/** What browsers offer, and `node:https` would not say no to. */
const BROWSER = ['h2', 'http/1.1']

/**
 * Completes handshakes with one address by `node:tls`, nine at most, and tells what they showed.
 *
 * What a server does, and the end of the time, are told as sentences and never thrown.
 *
 * @throws TypeError for an endpoint that cannot be: a client certificate without its key, for example.
 */
export async function shakeHands(
  route: Route,
  { pace, now = Date.now, open = openConnection }: ShakeHandsOptions,
): Promise<Handshakes> {
  const { endpoint } = route
  assertEndpoint(endpoint)
  const isHttp = endpoint.protocol === 'https'
  const browser = isHttp ? { ALPNProtocols: BROWSER } : {}
  const looking = { name: askedName(endpoint), protocols: isHttp ? BROWSER : [] }
  const look = (socket: TLSSocket, seen: Seen): Look =>
    lookAt(socket, seen, { ...looking, now: now() })

  const ask = askAt(route, pace, open)
  const usual = await ask(browser, look)
  const versions = await Promise.all(
    SPOKEN_VERSIONS.filter(() => !isHopeless(usual)).map(async (version) => ({
      version,
      result: await ask({ ...onlyVersion(version), ...browser }, look),
    })),
  )
  const results = [usual, ...versions.map(({ result }) => result).toReversed()]
  const newest = versions.findLast(({ result }) => result.completed)?.version
  const words = await askFirstWords(ask, endpoint, newest)
  const tls12 = lookOf(versions.find(({ version }) => version === 'TLSv1.2')?.result)

  return {
    usual: summaryOf(usual),
    versions: SPOKEN_VERSIONS.map((version) => ({
      version,
      ...seenOf(versions.find((one) => one.version === version)?.result, results),
    })),
    certificate: firstOf(results, (result) => lookOf(result)?.certificate),
    asksForClientCertificate: firstOf(results, ({ seen }) => seen?.asksForClientCertificate),
    resumption: await askResumption(ask, browser, { tls12, tls13: words.tls13 }),
    hsts: words.hsts,
  }
}

function summaryOf(usual: Result): Completed | Incomplete {
  if (!usual.completed) return { completed: false, reason: usual.reason }
  const { version, suite, resumed, alpn } = usual.value
  return { completed: true, version, suite, resumed, alpn }
}

/** An alert refuses something only where the server would have accepted something else. */
function seenOf(
  result: Result | undefined,
  results: readonly Result[],
): Pick<Handshakes['versions'][number], 'outcome' | 'suite'> {
  if (isAccepted(result)) {
    return { outcome: 'accepted', suite: lookOf(result)?.suite ?? result?.seen?.agreed?.suite }
  }
  const isRefused = result?.completed === false && result.refused
  return { outcome: isRefused && results.some(isAccepted) ? 'refused' : 'inconclusive' }
}

/** A server that has agreed on keys has accepted the version, whatever it thinks of the client. */
function isAccepted(result: Result | undefined): boolean {
  return result !== undefined && (result.completed || result.seen?.agreed !== undefined)
}

function isHopeless(result: Result): boolean {
  return !result.completed && result.hopeless
}

function lookOf(result: Result | undefined): Look | undefined {
  return result?.completed ? result.value : undefined
}

function firstOf<T>(
  results: readonly Result[],
  read: (result: Result) => T | undefined,
): T | undefined {
  return results.map(read).find((value) => value !== undefined)
}
