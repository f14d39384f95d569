import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Ledger } from '@countersign/ledger'
import { onTestFinished } from 'vitest'
import type { ApprovalClient } from '../../../src/client.js'
import type { DeskContext } from '../../../src/context.js'
import { Changes } from '../../../src/desk/changes.js'
import { createDesk } from '../../../src/desk/create-desk.js'
import type { ProviderPort } from '../../../src/desk/desk.js'
import type { Directory } from '../../../src/directory/directory.js'
import type { Notice, Recipient } from '../../../src/notify/notifier.js'
import { createOwnerSide, type OwnerSide } from '../../../src/owner/create-owner-side.js'
import type { Person } from '../../../src/person.js'
import type { Settings } from '../../../src/settings.js'
import { memoryApprovalState } from '../../../src/state/memory-approval-state.js'
import type { ApprovalState } from '../../../src/state/approval-state.js'
import { Browser } from './browser.js'
import { SoftwareAuthenticator } from './software-authenticator.js'

export const SHOP: ApprovalClient = {
  clientId: 'shop',
  name: 'The Shop',
  verified: true,
  website: 'https://shop.example',
  logo: { type: 'image/png', data: Buffer.from('not really an image') },
  authentication: { method: 'tls', subjectDn: 'CN=shop' },
  scopes: ['read', 'write'],
}

export const RESOURCE = 'https://orders.example'

export interface World {
  readonly origin: string
  readonly context: DeskContext
  readonly side: OwnerSide
  readonly people: Map<string, Person>
  readonly notices: { readonly notice: Notice; readonly recipient: Recipient }[]
  /** Somebody new. */
  person(): Person
  browser(): Browser
  authenticator(): SoftwareAuthenticator
  /** Somebody new with a device, signed in on it. */
  owner(): Promise<Owner>
}

export interface Owner {
  readonly person: Person
  readonly browser: Browser
  readonly authenticator: SoftwareAuthenticator
}

export interface WorldOptions {
  readonly state?: ApprovalState
  readonly directory?: Directory
  readonly ledger?: Pick<Ledger, 'owner'>
  readonly settings?: Partial<Settings>
  /** Folder of the page. Default: one with next to nothing in it. */
  readonly page?: URL
  /** What is in front of the server, as body parsers are. */
  readonly front?: (handle: RequestListener) => RequestListener
}

/** The provider, which nobody waits for an answer of. */
const NO_CLIENT: ProviderPort = {
  approve: async () => undefined,
  deny: async () => undefined,
  revoke: async () => undefined,
}

let count = 0

/** The owner's side, on a free port of localhost. */
export async function openWorld(directory: Directory, options: WorldOptions = {}): Promise<World> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, 'localhost', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`

  const people = new Map<string, Person>()
  const notices: World['notices'] = []
  const context = contextOf(origin, { ...options, directory }, people, notices)
  const side = createOwnerSide(context, options.page ?? pageFolder())
  const { basePath } = context.settings
  const handle: RequestListener = (req, res) => {
    const [path = ''] = (req.url ?? '').split('?')
    void side.route(req, res, path.slice(basePath.length)).then((answered) => {
      if (!answered) res.writeHead(418).end()
      return undefined
    })
  }
  server.on('request', options.front?.(handle) ?? handle)
  onTestFinished(async () => {
    side.close()
    server.closeAllConnections()
    await new Promise((resolve) => void server.close(resolve))
  })

  const world: World = {
    origin,
    context,
    side,
    people,
    notices,
    person() {
      const subject = `person-${++count}`
      const person = { subject, name: 'Ada', email: 'ada@example.org' }
      people.set(subject, person)
      return person
    },
    browser: () => new Browser(origin, basePath),
    authenticator: () => new SoftwareAuthenticator(origin),
    async owner() {
      const owner = {
        person: world.person(),
        browser: world.browser(),
        authenticator: world.authenticator(),
      }
      const { code } = await side.invite(owner.person)
      const { status, text } = await owner.browser.pair(code, owner.authenticator)
      if (status !== 200) throw new Error(`pairing was refused: ${text}`)
      return owner
    },
  }
  return world
}

function contextOf(
  origin: string,
  options: WorldOptions & { readonly directory: Directory },
  people: Map<string, Person>,
  notices: World['notices'],
): DeskContext {
  const settings: Settings = {
    issuer: origin,
    origin,
    basePath: '',
    rpId: 'localhost',
    service: 'Orders',
    keys: { keys: async () => [] } as unknown as Settings['keys'],
    people: { find: () => undefined, get: (subject) => people.get(subject) },
    resources: new Map([
      [
        RESOURCE,
        {
          name: 'Your orders',
          scopes: { read: 'Read your orders', write: 'Change your orders' },
          lifetime: 300,
        },
      ],
    ]),
    ledger: (options.ledger ?? silentLedger()) as Ledger,
    revocation: { revoke: () => undefined },
    requestLifetime: 120,
    interval: 5,
    numberMatching: true,
    limits: {
      perClient: 60,
      perClientAndPerson: 5,
      perPerson: 10,
      unknownPeople: 30,
      coolDown: 300,
    },
    dpopNonceSecret: undefined,
    certificate: undefined,
    remoteAddress: ({ headers, socket }) =>
      (headers['x-sender'] as string | undefined) ?? socket.remoteAddress,
    fetch: undefined,
    takesSubscription: () => true,
    vapidPublicKey: 'BPublic',
    ...options.settings,
  }
  const context = {
    settings,
    state: options.state ?? memoryApprovalState(),
    directory: options.directory,
    dispatcher: {
      dispatch: (notice: Notice, recipient: Recipient) => void notices.push({ notice, recipient }),
      status: () => ({ waiting: 0, active: 0, dropped: 0 }),
      close: async () => undefined,
    },
    changes: new Changes(),
    client: async (clientId: string) => (clientId === SHOP.clientId ? SHOP : undefined),
  }
  return { ...context, desk: createDesk(context, () => NO_CLIENT) }
}

/** A record that cannot be asked. */
function silentLedger(): Pick<Ledger, 'owner'> {
  return {
    owner() {
      throw new Error('the record is away')
    },
  }
}

const INDEX = `<!doctype html>
<base href="%BASE%/owner/"><title>x</title><script type="module" src="assets/main.js"></script>`
const MAIN = `import * as webauthn from './simplewebauthn/index.js'
globalThis.webauthn = webauthn
globalThis.post = async (path, body) => {
  const headers = { 'content-type': 'application/json' }
  const sent = { method: 'POST', headers, body: JSON.stringify(body) }
  const response = await fetch('/owner/api/' + path, sent)
  if (!response.ok) throw new Error(path + ': ' + (await response.text()))
  return response.status === 204 ? {} : response.json()
}`

/** A page of next to nothing. */
function pageFolder(): URL {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-page-'))
  onTestFinished(async () => rm(folder, { recursive: true }))
  writeFileSync(join(folder, 'index.html'), INDEX)
  writeFileSync(join(folder, 'main.js'), MAIN)
  writeFileSync(join(folder, 'sw.js'), '// worker')
  writeFileSync(join(folder, 'manifest.webmanifest'), '{}')
  writeFileSync(join(folder, 'tsconfig.json'), '{}')
  return pathToFileURL(`${folder}/`)
}
