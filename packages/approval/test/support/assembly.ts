import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { memoryRevocationList } from '@countersign/core'
import { createLedger } from '@countersign/ledger'
import { openPool } from '@countersign/test-servers/vitest'
import { onTestFinished } from 'vitest'
import { createApprovalServer, type ApprovalServer } from '../../src/index.js'
import type { ApprovalServerOptions } from '../../src/options.js'
import { TestClient } from '../provider/support/test-client.js'
import { TestKeys } from '../provider/support/test-keys.js'
import { Browser, optionsIn } from './owner/browser.js'
import { SoftwareAuthenticator } from './owner/software-authenticator.js'

export const PHOTOS = 'https://photos.example'

/** An approval server as users make it, served, with a client that it knows. */
export interface Assembly {
  readonly issuer: string
  readonly approval: ApprovalServer
  readonly client: TestClient
  readonly revocation: ReturnType<typeof memoryRevocationList>
  /** Pairs a phone for somebody. */
  readonly phone: (subject: string) => Promise<Phone>
}

export interface AssemblyOptions {
  readonly basePath?: string
  /** What it is part of; default: nothing, it is served alone. */
  readonly mount?: (
    approval: ApprovalServer,
    basePath: string,
  ) => RequestListener | Promise<RequestListener>
  readonly options?: Partial<ApprovalServerOptions>
  /** Whether to wait until it is. Default `true`. */
  readonly isReady?: boolean
}

/** Until the test is over. */
export async function assembly({
  basePath = '',
  mount = ({ handler }) => handler,
  options = {},
  isReady = true,
}: AssemblyOptions = {}): Promise<Assembly> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve)
  })
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const issuer = `${origin}${basePath}`
  const { pool, another, close } = await openPool()
  const ledger = createLedger({ pool: another(), spool: false })
  const client = await TestClient.make(issuer, { scopes: ['read', 'write'] })
  const revocation = memoryRevocationList()
  const approval = createApprovalServer({
    issuer,
    pool,
    keys: await TestKeys.make(),
    ledger,
    revocation,
    people: { find: (hint) => ({ subject: hint }), get: (subject) => ({ subject }) },
    resources: { [PHOTOS]: { name: 'Photos', scopes: { read: 'See them', write: 'Change them' } } },
    clients: [client.registration],
    ...options,
  } as ApprovalServerOptions)
  server.on('request', await mount(approval, basePath))
  onTestFinished(async () => {
    await approval.close()
    await ledger.close()
    server.closeAllConnections()
    server.close()
    await close()
  })
  if (isReady) await approval.ready()
  return {
    issuer,
    approval,
    client,
    revocation,
    async phone(subject) {
      const { code } = await approval.invite({ subject })
      const browser = new Browser(origin, basePath)
      const authenticator = new SoftwareAuthenticator(origin)
      const { status, text } = await browser.pair(code, authenticator)
      if (status !== 200) throw new Error(`pairing was refused: ${text}`)
      return new Phone(browser, authenticator)
    },
  }
}

/** What somebody answers with. */
export class Phone {
  readonly browser: Browser
  readonly #authenticator: SoftwareAuthenticator

  constructor(browser: Browser, authenticator: SoftwareAuthenticator) {
    this.browser = browser
    this.#authenticator = authenticator
  }

  /** Ids of what waits for an answer. */
  async waiting(): Promise<readonly string[]> {
    const { body } = await this.browser.get('api/approvals')
    return (body as { waiting: readonly { id: string }[] }).waiting.map(({ id }) => id)
  }

  /** Says yes to what waits, as the client shows it, and gives its id. */
  async approve(number: unknown): Promise<string> {
    const [id] = await this.waiting()
    const choice = { scopes: ['read'], lifetime: 60, number }
    const asked = await this.browser.post(`api/approvals/${id}/challenge`, choice)
    const credential = this.#authenticator.get(optionsIn(asked))
    const { status, text } = await this.browser.post(`api/approvals/${id}/approve`, { credential })
    if (status !== 200) throw new Error(`a yes is answered with ${status}: ${text}`)
    return String(id)
  }
}

/** What a client asks somebody for. */
export function asking(subject: string): Readonly<Record<string, string>> {
  return { scope: 'openid read', resource: PHOTOS, login_hint: subject }
}
