import { Opening, Pause, quoted } from '@countersign/database'
import { Appender } from './append/appender.js'
import { checkedMoment, checkedOwner } from './check-arguments.js'
import type { LedgerContext } from './context.js'
import { MIGRATIONS } from './database/schema.js'
import type { FieldPolicy } from './fields.js'
import { Counters } from './intake/counters.js'
import { Intake } from './intake/intake.js'
import { recentNetworks } from './intake/network.js'
import { newUse } from './intake/new-use.js'
import type {
  Checkpoint,
  FollowOptions,
  Ledger,
  LedgerHealth,
  Owner,
  OwnerView,
  Page,
  PageOptions,
  Summary,
  UseFilter,
  Verification,
  VerifyOptions,
} from './ledger-types.js'
import { notifier } from './notifier.js'
import { checkpointOf } from './proof/checkpoints.js'
import { erase } from './proof/erase.js'
import { prune } from './proof/prune.js'
import { verify } from './proof/verify.js'
import { Announcer } from './queue/announcer.js'
import { Backlog } from './queue/backlog.js'
import { Recorder } from './queue/recorder.js'
import { Spool } from './queue/spool.js'
import { countsOf } from './reading/counts.js'
import { ownerView } from './reading/owner-view.js'
import { useReader, type LedgerReader } from './reading/use-reader.js'
import type { ResolvedOptions } from './resolve-options.js'
import { Retention } from './retention.js'
import type { NewCount, Use } from './use.js'

/** Milliseconds that `close` takes for the database. */
const CLOSING = 5_000

/** Everything that belongs to a ledger, put together. */
export class DurableLedger implements Ledger {
  readonly #announcer = new Announcer()
  readonly #secrets: readonly Uint8Array[]
  readonly #fields: FieldPolicy
  readonly #intake: Intake
  readonly #recorder: Recorder
  readonly #backlog: Backlog
  readonly #opening: Opening
  readonly #retention: Retention
  readonly #context: LedgerContext
  readonly #reader: LedgerReader
  #state: 'starting' | 'open' | 'closed' = 'starting'
  #suppressed = 0
  #closing: Promise<void> | undefined

  constructor(options: ResolvedOptions) {
    const { clock, maxRefusalsPerMinute } = options
    this.#secrets = options.secrets
    this.#fields = options.fields
    const counters = new Counters(options.service ?? null, clock)
    this.#backlog = new Backlog(this.#spoolOf(options), this.#announcer)
    this.#recorder = this.#recorderOf(options, counters)
    const schema = quoted(options.schema)
    this.#opening = new Opening({
      storage: options.storage,
      schema,
      migrations: MIGRATIONS,
      product: 'ledger',
      whose: 'the ledger',
      onOpened: () => this.#opened(options),
      onFailure: (error) => this.#recorder.unavailable(error),
    })
    this.#context = { database: this.#opening.late, schema, clock }
    this.#reader = useReader(this.#context)
    this.#retention = new Retention({
      days: options.retention,
      clock,
      announcer: this.#announcer,
      prune: async (before) => this.prune({ before }),
      maintain: async () => this.#context.database.maintain(),
    })
    this.#intake = new Intake({
      rules: { fields: options.fields, networkOf: recentNetworks(options.network) },
      maxRefusalsPerMinute,
      counters,
      clock,
      onUse: (use) => this.#recorder.add(use),
      onCount: () => this.#recorder.wake(),
      onSuppressed: () => this.#suppress(),
      onError: (error) => this.#recorder.lose(1, error),
    })
    this.#intake.open()
    process.once('beforeExit', this.#onBeforeExit)
  }

  async ready(): Promise<void> {
    await this.#opening.database()
  }

  async flush(): Promise<void> {
    await this.ready()
    await this.#recorder.flush()
  }

  health(): LedgerHealth {
    const { isBehind, waiting, written, lost, lastError } = this.#recorder
    const recording = isBehind ? 'spooling' : 'recording'
    return {
      state: this.#state === 'open' ? recording : this.#state,
      waiting,
      spooled: this.#backlog.spooledUses,
      written,
      lost,
      suppressed: this.#suppressed,
      lastError,
    }
  }

  async uses(filter?: UseFilter, options?: PageOptions): Promise<Page> {
    return this.#reader.uses(filter, options)
  }

  async summary(filter?: UseFilter): Promise<Summary> {
    return this.#reader.summary(filter)
  }

  follow(filter?: UseFilter, options?: FollowOptions): AsyncIterableIterator<Use> {
    return this.#reader.follow(filter, options)
  }

  export(filter?: UseFilter): AsyncIterableIterator<string> {
    return this.#reader.export(filter)
  }

  owner(owner: Owner): OwnerView {
    return ownerView(this.#reader, owner, this.#fields)
  }

  async counts(range?: { readonly from?: Date; readonly to?: Date }): Promise<readonly NewCount[]> {
    return countsOf(this.#context, range)
  }

  async checkpoint(owner: Owner): Promise<Checkpoint | undefined> {
    return checkpointOf(this.#context, checkedOwner(owner))
  }

  async verify(options: VerifyOptions = {}): Promise<Verification> {
    if (options.owner) checkedOwner(options.owner)
    return verify(this.#context, this.#secrets, options)
  }

  async erase(owner: Owner): Promise<{ readonly uses: number }> {
    const checked = checkedOwner(owner)
    // What waits would come back.
    await this.flush()
    return erase(this.#context, this.#secrets, checked)
  }

  async prune({ before }: { readonly before: Date }): Promise<{ readonly uses: number }> {
    return prune(this.#context, this.#secrets, checkedMoment('before', before))
  }

  async close(): Promise<void> {
    this.#closing ??= this.#close()
    await this.#closing
  }

  async #close(): Promise<void> {
    process.removeListener('beforeExit', this.#onBeforeExit)
    this.#intake.close()
    this.#retention.close()
    const limit = new Pause(true)
    const isOver = limit.begin(CLOSING)
    await Promise.race([this.#opening.attempt(), isOver])
    await this.#recorder.close(isOver)
    this.#reader.close()
    this.#state = 'closed'
    // What is not closed in time cannot be waited for: somebody wants to end the process.
    await Promise.race([this.#opening.close().catch(() => undefined), isOver])
    limit.end()
    this.#announcer.close()
  }

  #opened({ secrets, burst }: ResolvedOptions): void {
    const appender = new Appender(this.#context, { secrets, burst })
    this.#state = 'open'
    this.#recorder.open(async (batch) => appender.append(batch))
    this.#retention.start()
  }

  #spoolOf({ spool: folder, maxSpoolBytes: maxBytes, clock }: ResolvedOptions): Spool | undefined {
    if (folder === undefined) return undefined
    const onLost = (uses: number, error: Error): void => this.#recorder.lose(uses, error)
    return new Spool({ folder, maxBytes, clock, onLost })
  }

  #recorderOf(options: ResolvedOptions, counters: Counters): Recorder {
    const { flushInterval, maxWaiting, service = null } = options
    return new Recorder({
      flushInterval,
      maxWaiting,
      counters,
      backlog: this.#backlog,
      announcer: this.#announcer,
      toUse: (noted) => newUse(noted, options.fields.service === 'omit' ? null : service),
      onNotable: notifier(options.onNotable, this.#announcer),
    })
  }

  #suppress(): void {
    this.#suppressed += 1
    this.#announcer.count('suppressed', 1)
  }

  // A process that comes to its end by itself, while something waits.
  readonly #onBeforeExit = (): void => void this.close()
}
