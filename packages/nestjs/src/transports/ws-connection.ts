import { type AuthError, ConfigError, DependencyError, isAuthError } from '@countersign/core'
import type { Authentication, Verifier } from '@countersign/core'
import {
  type AuthContext,
  type AuthenticateOptions,
  authenticateRequest,
  authenticationOf,
  recheck,
  secondsLeft,
} from '@countersign/core/adapter'
import { connectionTimers } from './connection-timers.js'
import { type Client, clientOf, upgradeOf } from './ws-client.js'
import type { WebSocketRules } from './ws-options.js'
import { hasOwnToken, tokenRequestOf, type Upgrade } from './ws-upgrade.js'

/** What one verifier has found out about a connection, and when it looks again. */
interface Session {
  readonly rules: WebSocketRules
  context: AuthContext
  timer?: NodeJS.Timeout | undefined
}

type Known = Map<Verifier<unknown>, Promise<AuthContext>>

// What verifiers have found out about requests. Namespaces of socket.io share one, and its proof works
// once.
const begun = new WeakMap<object, Known>()

const connections = new WeakMap<object, Connection>()

/**
 * The connection of a client, or, as long as there is none, of its upgrade request. Throws a
 * ConfigError where nobody knows how it began, nor says so.
 */
export function connectionOf(client: object, began?: Upgrade): Connection {
  const known = connections.get(client)
  if (known) return known
  if (began) return Connection.begin(client, began)
  const upgrade = upgradeOf(client)
  if (upgrade) return Connection.begin(client, upgrade).attach(client)
  throw new ConfigError('AuthModule', 'has not seen this connection begin: import it')
}

/** What a verifier has found out about the connection of a client; `undefined`: nobody has asked it. */
export function foundOfClient(
  verifier: Verifier<unknown>,
  client: object,
): AuthContext | undefined {
  return connections.get(client)?.found(verifier)
}

/** A connection, which speaks for whom its upgrade request did, and no longer than that one's token. */
export class Connection {
  readonly #upgrade: Upgrade
  readonly #sessions = new Map<Verifier<unknown>, Session>()
  /** What those found who were shown no credentials. */
  readonly #anonymous = new Map<Verifier<unknown>, AuthContext>()
  #client: Client | undefined
  /** What it was ended with: a few messages may come after that. */
  #refusal: AuthError | undefined

  private constructor(upgrade: Upgrade) {
    this.#upgrade = upgrade
  }

  /** `handle` is what {@link connectionOf} finds it by. */
  static begin(handle: object, upgrade: Upgrade): Connection {
    const connection = new Connection(upgrade)
    connections.set(handle, connection)
    return connection
  }

  /** From now on there is somebody to disconnect. Throws a ConfigError for an unknown kind of client. */
  attach(client: object): this {
    if (this.#client) return this
    const known = clientOf(client)
    connections.set(client, this)
    if (!known.isOpen) return this
    this.#client = known
    known.onceGone(() => this.#end())
    for (const [verifier, session] of this.#sessions) this.#watch(verifier, session)
    return this
  }

  found(verifier: Verifier<unknown>): AuthContext | undefined {
    return this.#sessions.get(verifier)?.context ?? this.#anonymous.get(verifier)
  }

  /**
   * Authenticates the upgrade request the first time, and after that checks once more what it found.
   * Rejects with an AuthError, and ends a connection whose token was good and is so no more.
   */
  async authenticate(
    verifier: Verifier<unknown>,
    options: AuthenticateOptions,
    rules: WebSocketRules,
  ): Promise<AuthContext> {
    if (this.#refusal) throw this.#refusal
    try {
      const context = await this.#look(verifier, rules)
      if (context.auth) this.#keep(verifier, context, rules)
      else {
        this.#anonymous.set(verifier, context)
        authenticationOf(context, verifier, options)
      }
      return context
    } catch (error) {
      // Where somebody on our side cannot tell, the token may well be good.
      if (isAuthError(error) && error.expose && this.#sessions.has(verifier)) this.#refuse(error)
      throw error
    }
  }

  async #look(verifier: Verifier<unknown>, rules: WebSocketRules): Promise<AuthContext> {
    const found = this.#sessions.get(verifier)?.context ?? this.#found(verifier, rules)
    if (!found) return this.#first(verifier, rules)
    const known = await found
    return known.auth ? { ...known, auth: await recheck(verifier, known.auth) } : known
  }

  #found(verifier: Verifier<unknown>, rules: WebSocketRules): Promise<AuthContext> | undefined {
    return begun.get(this.#carrier(rules))?.get(verifier)
  }

  async #first(verifier: Verifier<unknown>, rules: WebSocketRules): Promise<AuthContext> {
    const carrier = this.#carrier(rules)
    const known: Known = begun.get(carrier) ?? new Map()
    begun.set(carrier, known)
    const request = tokenRequestOf(this.#upgrade, rules)
    // Whether somebody has to be there is another question for each message.
    const found = authenticateRequest(verifier, request, { optional: true })
    known.set(verifier, found)
    try {
      return await found
    } catch (error) {
      known.delete(verifier)
      throw error
    }
  }

  /** What the credentials came with. */
  #carrier(rules: WebSocketRules): object {
    return hasOwnToken(this.#upgrade, rules) ? this : this.#upgrade.request
  }

  #keep(verifier: Verifier<unknown>, context: AuthContext, rules: WebSocketRules): void {
    const session = this.#sessions.get(verifier) ?? { rules, context }
    session.context = context
    this.#sessions.set(verifier, session)
    this.#watch(verifier, session)
  }

  /** Looks again when the token expires, and now and then before. */
  #watch(verifier: Verifier<unknown>, session: Session): void {
    if (!this.#client || session.timer) return
    const { context, rules } = session
    const seconds = Math.min(timeLeft(verifier, context.auth), rules.recheck)
    const again = (): void => void this.#lookAgain(verifier, session)
    session.timer = connectionTimers.set(again, Math.max(0, Math.ceil(seconds * 1000)))
  }

  async #lookAgain(verifier: Verifier<unknown>, session: Session): Promise<void> {
    session.timer = undefined
    try {
      await this.authenticate(verifier, {}, session.rules)
    } catch (cause) {
      if (timeLeft(verifier, session.context.auth) > 0) this.#watch(verifier, session)
      else this.#refuse(isAuthError(cause) ? cause : new DependencyError('Not verified', { cause }))
    }
  }

  #refuse(error: AuthError): void {
    const client = this.#client
    this.#refusal ??= error
    this.#end()
    if (client?.isOpen) client.refuse(error)
  }

  #end(): void {
    this.#client = undefined
    for (const session of this.#sessions.values()) {
      connectionTimers.clear(session.timer)
      session.timer = undefined
    }
  }
}

/** Seconds; none where nobody can tell. */
function timeLeft(verifier: Verifier<unknown>, auth: Authentication<unknown> | undefined): number {
  try {
    return auth ? secondsLeft(verifier, auth) : 0
  } catch {
    return 0
  }
}
