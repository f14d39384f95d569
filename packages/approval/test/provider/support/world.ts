import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Revocation } from '@countersign/core'
import type { Ledger } from '@countersign/ledger'
import type { ApprovalClient, Person } from '../../../src/index.js'
import type { Context } from '../../../src/context.js'
import { Changes } from '../../../src/desk/changes.js'
import { createDesk } from '../../../src/desk/create-desk.js'
import type { Desk } from '../../../src/desk/desk.js'
import { answerBelow, nodeHandler } from '../../../src/http/node-handler.js'
import type { ApprovalMessage } from '../../../src/channels.js'
import {
  createProviderSide,
  type CreatedProviderSide,
} from '../../../src/provider/create-provider-side.js'
import type { Settings } from '../../../src/settings.js'
import type { ApprovalState } from '../../../src/state/approval-state.js'
import { memoryApprovalState } from '../../../src/state/memory-approval-state.js'
import { device, directoryInMemory, type DirectoryInMemory } from './directory-in-memory.js'
import { TestClient } from './test-client.js'
import { TestKeys } from './test-keys.js'

export const ORDERS = 'https://orders.example.com'
export const MAIL = 'https://mail.example.com'

type Failure = Extract<ApprovalMessage, { readonly type: 'failed' }>

/** A provider's side with a real desk, served, and a client of it. */
export interface World {
  readonly issuer: string
  readonly context: Context
  readonly directory: DirectoryInMemory
  readonly desk: Desk
  readonly keys: TestKeys
  readonly clients: Map<string, ApprovalClient>
  readonly revoked: Revocation[]
  /** What the channel told of failures. */
  readonly failures: Failure[]
  readonly side: CreatedProviderSide
  /** The client `app`, and more of them. */
  readonly app: TestClient
  readonly client: (changes: Partial<ApprovalClient>) => Promise<TestClient>
  /** Says yes to the last request, to all of it unless told otherwise. */
  readonly approve: (granted?: { scopes?: readonly string[]; lifetime?: number }) => Promise<string>
  readonly deny: () => Promise<void>
}

export interface WorldOptions {
  readonly settings?: Partial<Settings>
  readonly state?: ApprovalState
  readonly basePath?: string
  readonly keys?: TestKeys
  /** Default: plain HTTP. */
  readonly tls?: ServerOptions
  /** What it is part of; default: nothing, it is served alone. */
  readonly serve?: (
    listener: RequestListener,
    basePath: string,
  ) => RequestListener | Promise<RequestListener>
  readonly client?: Partial<ApprovalClient>
  readonly people?: Partial<Settings['people']>
}

const notYet: RequestListener = (_req, res) => void res.writeHead(503).end()

const PEOPLE = new Map<string, Person>([
  ['alice', { subject: 'u-alice', name: 'Alice' }],
  ['bob', { subject: 'u-bob', name: 'Bob' }],
  ['ghost', { subject: 'u-ghost', name: 'Without a device' }],
])

export async function world(options: WorldOptions = {}): Promise<World> {
  const { basePath = '', keys = await TestKeys.make(), state = memoryApprovalState() } = options
  let listener = notYet
  const { tls } = options
  const listen: RequestListener = (req, res) => listener(req, res)
  const server = tls ? createTlsServer(tls, listen) : createServer(listen)
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve)
  })
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const origin = `${tls ? 'https' : 'http'}://localhost:${(server.address() as AddressInfo).port}`
  const issuer = `${origin}${basePath}`
  const revoked: Revocation[] = []
  const failures: Failure[] = []
  const note = (message: unknown): void => {
    const told = message as ApprovalMessage
    if (told.type === 'failed' && told.issuer === issuer) failures.push(told)
  }
  subscribe('countersign:approval', note)
  onTestFinished(() => void unsubscribe('countersign:approval', note))
  const settings: Settings = {
    issuer,
    origin,
    basePath,
    rpId: 'localhost',
    service: 'Example',
    keys,
    people: {
      find: (hint) => PEOPLE.get(hint),
      get: (subject) => [...PEOPLE.values()].find((person) => person.subject === subject),
      ...options.people,
    },
    resources: new Map([
      [
        ORDERS,
        {
          name: 'Orders',
          scopes: { 'orders:read': 'Read', 'orders:write': 'Write' },
          lifetime: 300,
        },
      ],
      [MAIL, { name: 'Mail', scopes: { 'mail:read': 'Read mail' }, lifetime: 60 }],
    ]),
    ledger: {} as Ledger,
    revocation: { revoke: (revocation) => void revoked.push(revocation) },
    requestLifetime: 120,
    interval: 5,
    numberMatching: true,
    limits: {
      perClient: 1000,
      perClientAndPerson: 1000,
      perPerson: 1000,
      unknownPeople: 30,
      coolDown: 0,
    },
    dpopNonceSecret: undefined,
    certificate: undefined,
    remoteAddress: (req) => req.socket.remoteAddress,
    fetch: undefined,
    takesSubscription: () => true,
    vapidPublicKey: undefined,
    ...options.settings,
  }
  const clients = new Map<string, ApprovalClient>()
  const directory = directoryInMemory(['u-alice', 'u-bob'])
  const context: Context = {
    settings,
    state,
    directory,
    dispatcher: {
      dispatch: () => undefined,
      status: () => ({ waiting: 0, active: 0, dropped: 0 }),
      close: async () => undefined,
    },
    changes: new Changes(),
    client: async (id) => clients.get(id),
  }
  const desk: Desk = createDesk(context, () => side.port)
  const side = createProviderSide(context, () => desk)
  const handler = nodeHandler(answerBelow(basePath, [side.route]))
  listener = (await options.serve?.(handler, basePath)) ?? handler

  const client = async (changes: Partial<ApprovalClient>): Promise<TestClient> => {
    const made = await TestClient.make(issuer, changes)
    clients.set(made.registration.clientId, made.registration)
    return made
  }
  const last = () => {
    const approval = [...directory.all.values()].at(-1)
    if (!approval) throw new Error('nothing was asked')
    return approval
  }
  return {
    issuer,
    context,
    directory,
    desk,
    keys,
    clients,
    revoked,
    failures,
    side,
    client,
    app: await client(options.client ?? {}),
    async approve({ scopes, lifetime } = {}) {
      const { id, subject, wish } = last()
      const choice = {
        scopes: scopes ?? wish.scopes,
        lifetime: lifetime ?? wish.lifetime,
        number: await numberOf(state, id),
      }
      const outcome = await desk.approve(id, device(subject), choice)
      if (outcome !== 'ok') throw new Error(`it was not approved: ${outcome}`)
      return id
    },
    async deny() {
      const { id, subject } = last()
      const outcome = await desk.deny(id, device(subject))
      if (outcome !== 'ok') throw new Error(`it was not denied: ${outcome}`)
    },
  }
}

/** What the client shows: the owner reads it off there. */
async function numberOf(state: ApprovalState, approvalId: string): Promise<string | undefined> {
  const [text = '{}'] = await state.get([`request:${approvalId}`])
  return (JSON.parse(text) as { number?: string }).number
}
