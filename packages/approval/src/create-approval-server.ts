import { assertObject, assertText } from '@countersign/database'
import { clientRegister } from './config/client-register.js'
import { resolveOptions } from './config/resolve-options.js'
import { resolveStorage } from './config/resolve-storage.js'
import type { Context } from './context.js'
import { Changes } from './desk/changes.js'
import { createDesk } from './desk/create-desk.js'
import type { Desk } from './desk/desk.js'
import { EndNotices } from './desk/end-notices.js'
import type { Directory, RecordedDelivery } from './directory/directory.js'
import { openDirectory } from './directory/open-directory.js'
import { koaHandler, type ApprovalKoaHandler } from './http/koa-handler.js'
import { answerBelow, nodeHandler, type ApprovalHandler } from './http/node-handler.js'
import { createDispatcher } from './notify/dispatcher.js'
import type { ApprovalServerOptions } from './options.js'
import type { InvitationView } from './owner/api-types.js'
import { createOwnerSide } from './owner/create-owner-side.js'
import type { Person } from './person.js'
import { createProviderSide } from './provider/create-provider-side.js'
import { memoryApprovalState } from './state/memory-approval-state.js'

/** Asks owners, issues tokens for a yes, and shows what is done with them. */
export interface ApprovalServer {
  /** A listener of `node:http`, and middleware of Express, Connect and Nest. */
  readonly handler: ApprovalHandler
  /** Middleware of Koa. */
  koa(): ApprovalKoaHandler
  /**
   * Makes a code by which somebody pairs a device: it works once, for ten minutes. Show it to nobody but
   * the person themselves, signed in with you. Rejects where the state cannot be asked, and with a ConfigError
   * for what is no person.
   */
  invite(person: Person): Promise<Invitation>
  /** The devices of a person, the oldest first. */
  devices(subject: string): Promise<readonly PairedDevice[]>
  /** Removes a device, also the last one. `false`: there is none such. */
  removeDevice(subject: string, id: string): Promise<boolean>
  /** What became of the notices about an approval, the oldest first. */
  deliveries(approvalId: string): Promise<readonly RecordedDelivery[]>
  /**
   * Withdraws every token of an approval, by the `approval_id` that they have. `false`: there was nothing to
   * withdraw.
   */
  stop(approvalId: string): Promise<boolean>
  /** Comes back once the database and the keys are there; rejects if they cannot be reached. */
  ready(): Promise<void>
  /** How it is, at once: without asking anybody. */
  health(): ApprovalHealth
  /**
   * Ends pages' streams, what is under way for notices, and lets go of the database. Keys, ledger, pool and the
   * Redis client stay yours to close.
   */
  close(): Promise<void>
}

/** How somebody pairs a device. */
export type Invitation = InvitationView

/** A device that was paired. */
export interface PairedDevice {
  readonly id: string
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly pairedAt: number
  readonly lastUsedAt: number | undefined
}

/** How an approval server is. */
export interface ApprovalHealth {
  readonly database: 'starting' | 'ready' | 'closed'
  /** Why the database did not answer last; `undefined` once it has. */
  readonly lastError: string | undefined
  /** Deliveries of notices. */
  readonly notices: { readonly waiting: number; readonly active: number; readonly dropped: number }
}

/**
 * Makes an approval server: OpenID CIBA for clients, a page for owners.
 *
 * The database is opened in the background; until it is there, clients are answered 503. Throws a ConfigError
 * that names the option at fault. Its handler needs to see the whole path of the issuer.
 */
export function createApprovalServer(options: ApprovalServerOptions): ApprovalServer {
  const settings = resolveOptions(options)
  const client = clientRegister(options.clients, settings.certificate !== undefined)
  const { storage, schema } = resolveStorage(options)
  const { state = memoryApprovalState() } = options
  const directory = openDirectory(storage, { schema })
  const dispatcher = createDispatcher({
    notifiers: options.notifiers ?? [],
    deliveries: directory.deliveries,
    unsubscribe: async (device, endpoint) => directory.devices.unsubscribe(device, endpoint),
  })
  const changes = new Changes()
  const context: Context = { settings, state, directory, dispatcher, changes, client }

  const desk: Desk = createDesk(context, () => provider.port)
  const provider = createProviderSide(context, () => desk)
  const owner = createOwnerSide({ ...context, desk })
  const endNotices = new EndNotices(context)
  const answer = answerBelow(settings.basePath, [provider.route, owner.route])

  return {
    handler: nodeHandler(answer),
    koa: () => koaHandler(answer),
    invite: async (person) => {
      assertObject('person', person)
      assertText('person.subject', person.subject, 255)
      return owner.invite(person)
    },
    devices: async (subject) => pairedDevices(directory, subject),
    removeDevice: async (subject, id) =>
      (await directory.devices.remove(subject, id, true)) === 'removed',
    deliveries: async (approvalId) => directory.deliveries.of(approvalId),
    stop: async (approvalId) => desk.withdraw(approvalId),
    ready: async () => {
      await Promise.all([directory.ready(), provider.ready()])
    },
    health: () => {
      const { state: database, lastError } = directory.health()
      return { database, lastError, notices: dispatcher.status() }
    },
    close: async () => {
      owner.close()
      endNotices.close()
      provider.close()
      await dispatcher.close()
      await directory.close()
    },
  }
}

async function pairedDevices(
  directory: Directory,
  subject: string,
): Promise<readonly PairedDevice[]> {
  const devices = await directory.devices.of(subject)
  return devices.map(({ id, name, pairedAt, lastUsedAt }) => ({ id, name, pairedAt, lastUsedAt }))
}
