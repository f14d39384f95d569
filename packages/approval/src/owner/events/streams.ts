import { reasonOf } from '@countersign/database'
import { publishFailure } from '../../channels.js'
import type { DeskContext } from '../../context.js'
import type { Call, Reply } from '../api/call.js'
import { OwnerError } from '../owner-error.js'
import type { Session, Sessions } from '../sessions.js'
import { EventStream } from './event-stream.js'
import { PersonWatch } from './person-watch.js'

const MOST_OF_SESSION = 5
const MOST_OF_PERSON = 20

/** Milliseconds after which it is looked whether somebody is still signed in. */
const CHECK_EVERY = 5_000
/** Of these checks, each how-many-th is a heartbeat as well. */
const CHECKS_A_HEARTBEAT = 3
/** Checks in a row that may fail: nobody reads on for long without being known. */
const MOST_FAILURES = 3

/** Pages that are open, in this process. */
export class Streams {
  readonly #context: DeskContext
  readonly #sessions: Sessions
  readonly #watches = new Map<string, PersonWatch>()
  readonly #open = new Map<EventStream, Session>()
  readonly #stopListening: () => void
  #isClosed = false

  constructor(context: DeskContext, sessions: Sessions) {
    this.#context = context
    this.#sessions = sessions
    this.#stopListening = context.changes.listen(({ subject, approvalId }) => {
      this.#watches.get(subject)?.tell(approvalId)
    })
  }

  /** Answers with events, from now on, or behind the use that `Last-Event-ID` names. */
  async open({ req, res }: Call, session: Session): Promise<Reply> {
    const after = lastEvent(req.headers['last-event-id'])
    if (this.#isClosed) throw new Error('the server is closed')
    const { subject } = session.person
    const watch = this.#watches.get(subject) ?? new PersonWatch(this.#context, subject)
    this.#watches.set(subject, watch)
    const ofSession = this.#of(({ key }) => key === session.key)
    if (ofSession.length >= MOST_OF_SESSION) ofSession[0]?.end()
    if (watch.size >= MOST_OF_PERSON) watch.oldest?.end()

    const stream = new EventStream(res)
    this.#open.set(stream, session)
    watch.join(stream)
    this.#check(stream, session.key)
    stream.signal.addEventListener('abort', () => {
      this.#open.delete(stream)
      watch.leave(stream)
      if (watch.size === 0) this.#watches.delete(subject)
    })
    // Its connection may have gone while nobody listened.
    if (res.destroyed) stream.end()
    void this.#tellUses(stream, subject, after)
    return 'sent'
  }

  endSession(key: string): void {
    for (const stream of this.#of((session) => session.key === key)) stream.end()
  }

  endDevice(id: string): void {
    for (const stream of this.#of(({ device }) => device.id === id)) stream.end()
  }

  close(): void {
    this.#isClosed = true
    this.#stopListening()
    for (const stream of this.#open.keys()) stream.end()
  }

  async #tellUses(stream: EventStream, subject: string, after: number | undefined): Promise<void> {
    const { ledger, issuer } = this.#context.settings
    const { signal } = stream
    try {
      const uses = ledger.owner({ issuer, subject }).follow({}, { after, signal })
      await stream.follow(uses)
    } catch (error) {
      // Without the record, the page goes on with what is asked for.
      publishFailure('owner', reasonOf(error))
    }
  }

  /** The oldest first. */
  #of(isWanted: (session: Session) => boolean): readonly EventStream[] {
    return [...this.#open].flatMap(([stream, session]) => (isWanted(session) ? [stream] : []))
  }

  /** Sees to it that a page does not outlive its session, and that proxies know that it lives. */
  #check(stream: EventStream, key: string): void {
    let checks = 0
    let failures = 0
    const timer = setInterval(() => {
      checks += 1
      if (checks % CHECKS_A_HEARTBEAT === 0) stream.heartbeat()
      void this.#isSignedIn(key).then((isSignedIn) => {
        failures = isSignedIn === undefined ? failures + 1 : 0
        if (isSignedIn === false || failures >= MOST_FAILURES) stream.end()
        return undefined
      })
    }, CHECK_EVERY)
    timer.unref()
    stream.signal.addEventListener('abort', () => clearInterval(timer))
  }

  /** `undefined`: that cannot be told now. */
  async #isSignedIn(key: string): Promise<boolean | undefined> {
    return this.#sessions.find(key).then(
      (session) => session !== undefined,
      () => undefined,
    )
  }
}

function lastEvent(id: string | readonly string[] | undefined): number | undefined {
  if (id === undefined || id === '') return undefined
  if (typeof id !== 'string' || !/^\d{1,15}$/.test(id)) throw new OwnerError('bad_request')
  return Number(id)
}
