import type { AdapterFactory, BackchannelAuthenticationRequest, Provider } from 'oidc-provider'
import type { Approval } from '../approval.js'
import type { ProviderPort } from '../desk/desk.js'
import { ACR } from './library/configuration.js'
import type { Library } from './library/library.js'
import { reportFailure } from './report-failure.js'
import { REFRESH_LIFETIME } from './tokens/refresh-tokens.js'

/**
 * What an owner has proven (RFC 8176, and its registry for `pop`): that they hold a key, were there, and were
 * known by something more. Whether hardware keeps the key is for no server to say: passkeys may be synced.
 */
const AMR = ['pop', 'user', 'mfa']
/** Seconds that a grant is kept beyond what it is for. */
const GRACE = 600

/** Carries out at the provider what the desk has decided. */
export class Decisions implements ProviderPort {
  readonly #library: Library
  readonly #storage: AdapterFactory
  readonly #issuer: string

  constructor(library: Library, storage: AdapterFactory, issuer: string) {
    this.#library = library
    this.#storage = storage
    this.#issuer = issuer
  }

  async approve(
    approval: Approval,
    authReqId: string,
    { authTime }: { readonly authTime: number },
  ): Promise<void> {
    const { provider } = await this.#library.any()
    const request = await openRequest(provider, approval, authReqId)
    if (!request) return
    const { id, granted, wish } = approval
    if (!granted) throw new Error('nothing was granted')
    const { clientId, subject: accountId } = approval
    const life = request.remainingTTL + granted.lifetime + GRACE
    const grant = new provider.Grant(
      Object.assign(
        { clientId, accountId },
        { jti: id, expiresIn: wish.offline ? REFRESH_LIFETIME + life : life },
      ),
    )
    grant.addOIDCScope(wish.offline ? 'openid offline_access' : 'openid')
    grant.addResourceScope(wish.resource, granted.scopes.join(' '))
    await grant.save()
    Object.assign(request, { grantId: id, acr: ACR, amr: AMR, authTime })
    await request.save()
    this.#ping(provider, request)
  }

  async deny(approval: Approval, authReqId: string): Promise<void> {
    const { provider } = await this.#library.any()
    const request = await openRequest(provider, approval, authReqId)
    if (!request) return
    // Not `error_description`: that one is not kept.
    Object.assign(request, {
      error: 'access_denied',
      errorDescription: 'The end-user has denied the request',
    })
    await request.save()
    this.#ping(provider, request)
  }

  async revoke({ id }: Approval): Promise<void> {
    await Promise.all([
      this.#storage('Grant').destroy(id),
      this.#storage('RefreshToken').revokeByGrantId(id),
    ])
  }

  /** In nobody's way: the decision stands, and a client that is not told finds it by polling. */
  #ping(provider: Provider, request: BackchannelAuthenticationRequest): void {
    void ping(provider, request).catch((error: unknown) => {
      reportFailure(this.#issuer, 'ping', error)
    })
  }
}

/** The request, while something can be decided about it; `undefined`: that was done before, or its time is over. */
async function openRequest(
  { BackchannelAuthenticationRequest: Model }: Provider,
  { subject, clientId }: Approval,
  authReqId: string,
): Promise<BackchannelAuthenticationRequest | undefined> {
  const request = await Model.find(authReqId, { ignoreExpiration: true })
  if (!request || request.isExpired) return undefined
  if (request.accountId !== subject || request.clientId !== clientId) {
    throw new Error('the request is another one')
  }
  const isOpen = !request.consumed && !request.grantId && request.error === undefined
  return isOpen ? request : undefined
}

/** Ends by itself within seconds: the library gives its fetch a signal. */
async function ping(provider: Provider, request: BackchannelAuthenticationRequest): Promise<void> {
  const { clientId } = request
  const client = clientId === undefined ? undefined : await provider.Client.find(clientId)
  if (client?.backchannelTokenDeliveryMode === 'ping') await client.backchannelPing(request)
}
