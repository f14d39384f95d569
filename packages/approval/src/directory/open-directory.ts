import {
  Opening,
  Pause,
  quotedSchema,
  reasonOf,
  assertWhole,
  type Storage,
} from '@countersign/database'
import { Cleaning } from './cleaning.js'
import type {
  Approvals,
  Blocks,
  Deliveries,
  Devices,
  Directory,
  History,
  UserCodes,
} from './directory.js'
import { DirectoryUnavailable } from './directory-errors.js'
import { MIGRATIONS } from './schema.js'
import { BoundedStore } from './store.js'
import { StoredApprovals } from './stored-approvals.js'
import { StoredBlocks } from './stored-blocks.js'
import { StoredDeliveries } from './stored-deliveries.js'
import { StoredDevices } from './stored-devices.js'
import { StoredHistory } from './stored-history.js'
import { StoredUserCodes } from './stored-user-codes.js'

export interface DirectoryOptions {
  /** PostgreSQL schema of the tables. Default `countersign_approval`. */
  readonly schema?: string
  /**
   * Days that history, and approvals that are over, are kept: 1 to 36 500, default 365. Deliveries are kept
   * for 30.
   */
  readonly retention?: number
}

const SCHEMA = 'countersign_approval'
const RETENTION = 365
const LONGEST_RETENTION = 36_500
/** Milliseconds that `close` takes for the database. */
const CLOSING = 5_000

/**
 * Opens a directory in a folder of its own, or on the server of a pool, in the background, however often it
 * takes. Each of its methods waits for at most five seconds, and then rejects with a
 * {@link DirectoryUnavailable}; a {@link DirectoryRefusal} says that it does not take what it was given.
 * Throws a ConfigError for an option that is none.
 */
export function openDirectory(storage: Storage, options: DirectoryOptions = {}): Directory {
  return new StoredDirectory(storage, options)
}

class StoredDirectory implements Directory {
  readonly devices: Devices
  readonly approvals: Approvals
  readonly blocks: Blocks
  readonly userCodes: UserCodes
  readonly history: History
  readonly deliveries: Deliveries
  readonly #opening: Opening
  readonly #store: BoundedStore
  readonly #cleaning: Cleaning
  #state: 'starting' | 'ready' | 'closed' = 'starting'
  #lastError: string | undefined
  #closing: Promise<void> | undefined

  constructor(storage: Storage, options: DirectoryOptions) {
    const { retention = RETENTION } = options
    const schema = quotedSchema(options.schema ?? SCHEMA)
    assertWhole('retention', retention, 1, LONGEST_RETENTION)
    const onFailure = (error: unknown): void => {
      this.#lastError = reasonOf(error)
    }
    // Before, that somebody has not waited for it tells nothing about the database.
    const onFailureOnceOpened = (error: unknown): void => {
      if (this.#state !== 'starting') onFailure(error)
    }
    this.#opening = new Opening({
      storage,
      schema,
      migrations: MIGRATIONS,
      product: 'approval',
      whose: 'the directory',
      onOpened: () => this.#opened(),
      onFailure,
    })
    this.#cleaning = new Cleaning({ database: this.#opening.late, schema, retention, onFailure })
    this.#store = new BoundedStore({
      schema,
      database: async () => this.#opening.database(),
      onAnswer: () => {
        this.#lastError = undefined
      },
      onFailure: onFailureOnceOpened,
    })
    this.devices = new StoredDevices(this.#store)
    this.approvals = new StoredApprovals(this.#store)
    this.blocks = new StoredBlocks(this.#store)
    this.userCodes = new StoredUserCodes(this.#store)
    this.history = new StoredHistory(this.#store)
    this.deliveries = new StoredDeliveries(this.#store)
  }

  async ready(): Promise<void> {
    try {
      // In a folder that is made first this takes longer than the store has patience for.
      await this.#opening.database()
    } catch (error) {
      throw new DirectoryUnavailable(error)
    }
    await this.#store.query(`SELECT 1::integer AS one`)
  }

  health(): { readonly state: 'starting' | 'ready' | 'closed'; readonly lastError?: string } {
    const state = this.#state
    return this.#lastError === undefined ? { state } : { state, lastError: this.#lastError }
  }

  async close(): Promise<void> {
    this.#closing ??= this.#close()
    await this.#closing
  }

  #opened(): void {
    this.#state = 'ready'
    this.#lastError = undefined
    this.#cleaning.start()
  }

  async #close(): Promise<void> {
    this.#state = 'closed'
    this.#cleaning.close()
    const limit = new Pause(true)
    // What is not closed in time cannot be waited for: somebody wants to end the process.
    await Promise.race([this.#opening.close().catch(() => undefined), limit.begin(CLOSING)])
    limit.end()
  }
}
