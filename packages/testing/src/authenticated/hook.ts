import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import { claimsOf, type TestIdentity } from './identity.js'

// Where @countersign/core asks who a test says that a request comes from. Neither package may import
// the other.
const HOOK: unique symbol = Symbol.for('countersign.test-identity') as never

/** What marks the hook as one, with the version of what it gives. */
const BRAND: unique symbol = Symbol.for('countersign.test-kit') as never
const VERSION = 1

/** What the core looks at before it looks for a hook: in an application that no test kit is in, it is empty. */
const AT_WORK = 'countersign.test-kit'

/** In place of a socket: the first one that is seen, as where something like a socket is yet to be made. */
export const FIRST_SOCKET: unique symbol = Symbol('first socket')

/** Published for what has come over the network, before anything of the application runs. */
const ARRIVALS = ['http.server.request.start', 'http2.server.stream.created']

/** A request that a test has started as somebody. */
export interface Started {
  readonly identity: Told
  /** What it comes over; `undefined`: nothing. */
  socket: unknown
  /** Whether it was answered: whatever it has left behind, such as a timer, is nobody. */
  isOver: boolean
}

/** What the core is told. */
interface Told {
  readonly claims: Readonly<Record<string, unknown>>
  readonly scopes?: readonly string[]
  readonly issuer?: string
}

/** What the hook reads of a request. */
interface Asked {
  readonly raw?: unknown
  readonly rawHeaders?: unknown
  readonly socket?: unknown
}

/** What is known of requests that were started: by the request itself, and by what runs for it. */
export interface Starts {
  readonly byObject: WeakMap<object, Started>
  readonly running: AsyncLocalStorage<Started | undefined>
}

interface Hook {
  (request: Asked): Told | undefined
  readonly [BRAND]: typeof VERSION
  readonly starts: Starts
}

interface Installable {
  [HOOK]?: Hook
}

/** Installs the hook, unless that was done already, by this copy of the package or by another. */
export function installHook(): Starts {
  const installed = Object.hasOwn(globalThis, HOOK) ? (globalThis as Installable)[HOOK] : undefined
  if (installed?.[BRAND] === VERSION) return installed.starts
  if (installed) throw new Error('another version of @countersign/testing is at work already')
  const starts: Starts = { byObject: new WeakMap(), running: new AsyncLocalStorage() }
  const hook: Hook = Object.assign((request: Asked) => find(starts, request), {
    [BRAND]: VERSION,
    starts,
  } as const)
  Object.defineProperty(globalThis, HOOK, { value: Object.freeze(hook), configurable: true })
  subscribe(AT_WORK, () => undefined)
  // A server that was first asked for while a request was served is told apart from that request.
  for (const name of ARRIVALS) subscribe(name, () => forget(starts))
  return starts
}

/** A request that a test starts. `socket`: what it comes over, if anything. */
export function started(identity: TestIdentity, socket: unknown): Started {
  const { scopes, issuer } = identity
  const told = {
    claims: claimsOf(identity),
    ...(scopes !== undefined && { scopes }),
    ...(issuer !== undefined && { issuer }),
  }
  return { identity: told, socket, isOver: false }
}

function find({ byObject, running }: Starts, request: Asked): Told | undefined {
  const { raw, rawHeaders } = request
  const found = lookUp(byObject, raw) ?? lookUp(byObject, rawHeaders) ?? around(running, request)
  return found?.isOver === false ? found.identity : undefined
}

/** Also of what was made out of the request, but of nothing that has come over another connection. */
function around(running: Starts['running'], { socket }: Asked): Started | undefined {
  const start = running.getStore()
  if (start === undefined || socket === undefined) return start
  if (start.socket === FIRST_SOCKET) start.socket = socket
  return start.socket === socket ? start : undefined
}

function lookUp(byObject: Starts['byObject'], key: unknown): Started | undefined {
  return typeof key === 'object' && key !== null ? byObject.get(key) : undefined
}

function forget({ running }: Starts): void {
  if (running.getStore() !== undefined) running.enterWith(undefined)
}
