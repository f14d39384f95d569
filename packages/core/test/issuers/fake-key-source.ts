import { DependencyError } from '../../src/errors.js'
import type { ExportedIssuerKeys } from '../../src/keys/exported-keys.js'
import type { KeySource } from '../../src/keys/key-source.js'
import type { IssuerHealth } from '../../src/verifier-types.js'

/** A key source without keys that does what a test says, and remembers what was done to it. */
export class FakeKeySource implements KeySource {
  readonly issuer: string
  hasKeys = false
  isLoading = false
  isIdle = false
  /** How often keys were fetched. */
  loads = 0
  released = false
  closed = false
  readonly restored: ExportedIssuerKeys[] = []
  #pending: Pending | undefined

  constructor(issuer: string) {
    this.issuer = issuer
  }

  doubt(): void {}

  find(): readonly [] {
    return []
  }

  ready(): Promise<void> {
    if (this.hasKeys) return Promise.resolve()
    this.loads++
    this.isLoading = true
    this.#pending ??= new Pending()
    return this.#pending.promise
  }

  /** The keys have arrived. */
  arrive(): void {
    this.hasKeys = true
    this.isLoading = false
    this.#pending?.resolve()
  }

  /** The keys cannot be had. */
  fail(error: unknown = new DependencyError('away')): void {
    this.isLoading = false
    this.#pending?.reject(error)
    this.#pending = undefined
  }

  health(): IssuerHealth {
    const state = this.hasKeys ? 'fresh' : 'empty'
    return { issuer: this.issuer, state, keys: 0, age: undefined, lastError: undefined }
  }

  export(): undefined {
    return undefined
  }

  restore(exported: ExportedIssuerKeys): void {
    this.restored.push(exported)
    this.hasKeys = true
  }

  release(): void {
    this.released = true
  }

  close(): void {
    this.closed = true
  }
}

class Pending {
  readonly promise: Promise<void>
  resolve: () => void = nothing
  reject: (error: unknown) => void = nothing

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
  }
}

function nothing(): void {}
