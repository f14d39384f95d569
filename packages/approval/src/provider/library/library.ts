import type { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { KeySource, SigningKey } from '@countersign/issuer'
import type { JWK } from 'jose'
import { Provider, type KoaContextWithOIDC } from 'oidc-provider'
import { exchangeOf } from '../exchange.js'
import { reportFailure } from '../report-failure.js'
import { configuration, type Parts } from './configuration.js'
import { RingSigningKey, SIGNING_ALGORITHMS } from './ring-signing-key.js'

/** One instance of the library, for as long as the keys stay the same. */
export interface Instance {
  readonly provider: Provider
  readonly handle: (req: IncomingMessage, res: ServerResponse) => Promise<void>
  /** The keys that it was made for. */
  readonly keys: string
}

/** Told of a grant that the library has ended: something was used twice, or given back. */
export type OnRevoked = (ctx: KoaContextWithOIDC, grantId: string) => void

/**
 * The library takes its keys once. So when those of the ring change, another instance takes the place of the
 * one before, over the same storage; requests under way end where they began.
 */
export class Library {
  readonly #parts: Parts
  readonly #prepare: (provider: Provider) => void
  readonly #onRevoked: OnRevoked
  #instance: Instance | undefined

  /** `prepare` is given each new instance before it is used. */
  constructor(parts: Parts, prepare: (provider: Provider) => void, onRevoked: OnRevoked) {
    this.#parts = parts
    this.#prepare = prepare
    this.#onRevoked = onRevoked
  }

  /** The instance that signs with the key of now. Rejects where there is none to sign with. */
  async current(): Promise<Instance> {
    const { keys } = this.#parts.context.settings
    await keys.ready?.()
    const signing = keys.signingKey()
    const published = publishedKeys(keys, signing)
    const names = JSON.stringify(published.map(({ kid, alg }) => [kid, alg]))
    if (this.#instance?.keys !== names) this.#instance = this.#make(signing, published, names)
    return this.#instance
  }

  /** Any instance: for what is kept, and signed by nobody. */
  async any(): Promise<Instance> {
    return this.#instance ?? this.current()
  }

  #make(signing: SigningKey, published: readonly JWK[], names: string): Instance {
    const { issuer } = this.#parts.context.settings
    // The one that signs is the first: the library takes the first that fits.
    const keys = published.map(
      (jwk) => new RingSigningKey(jwk, jwk.kid === signing.kid ? signing : undefined),
    )
    const provider = new Provider(issuer, configuration(this.#parts, signing, keys))
    // Around all that the library does.
    provider.middleware.unshift(async (ctx, next) => capture(ctx as KoaContextWithOIDC, next))
    provider.on('grant.revoked', this.#onRevoked)
    provider.on('grant.error', remember)
    provider.on('backchannel_authentication.error', remember)
    provider.on('revocation.error', remember)
    provider.on('server_error', remember)
    // Else Koa writes to the console.
    const emitter: EventEmitter = provider
    emitter.on('error', (error: unknown) => reportFailure(issuer, 'answer', error))
    this.#prepare(provider)
    return { provider, handle: provider.callback(), keys: names }
  }
}

function remember(ctx: KoaContextWithOIDC, error: unknown): void {
  exchangeOf(ctx).error = error
}

/** Keeps what the library makes of a request, instead of answering it. */
async function capture(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  const exchange = exchangeOf(ctx)
  exchange.ctx = ctx
  ctx.respond = false
  try {
    await next()
  } catch (error) {
    exchange.error = error
    ctx.status = 500
  }
}

/** Those that old ID tokens may be signed with, the one that signs first. */
function publishedKeys(keys: KeySource, signing: SigningKey): readonly JWK[] {
  const { kid, algorithm: alg, publicJwk } = signing
  const others = keys.publicKeys().filter((jwk) => jwk.kid !== kid && canCheck(jwk))
  return [{ ...publicJwk, kid, alg }, ...others]
}

const ALGORITHMS: ReadonlySet<string> = new Set(SIGNING_ALGORITHMS)

/** Of what a source publishes, some may be for others: it is published all the same. */
function canCheck({ kid, alg, use = 'sig' }: JWK): boolean {
  return kid !== undefined && alg !== undefined && ALGORITHMS.has(alg) && use === 'sig'
}
