import { errors, Provider, type Adapter, type AdapterFactory } from 'oidc-provider'
import type { Approvals } from '../../directory/directory.js'
import { findExchange } from '../exchange.js'
import { newMark, type StoredModel } from '../storage/model-storage.js'
import type { ProviderStorage } from '../storage/provider-storage.js'
import { checkUse } from '../tokens/check-use.js'

/** What is done between the library and what it keeps. */
export interface Guards {
  readonly approvals: Approvals
  /** Ends an approval, and makes that known. Never rejects. */
  readonly withdraw: (approvalId: string) => Promise<void>
}

/** Wraps what requests and refresh tokens are kept in. */
export function guardedStorage(storage: ProviderStorage, guards: Guards): AdapterFactory {
  return (name) => {
    const inner = storage(name)
    if (name === 'BackchannelAuthenticationRequest') return guarded(inner, guards)
    if (name !== 'RefreshToken') return inner
    return { ...guarded(inner, guards), upsert: binding(inner), consume: ending(inner, guards) }
  }
}

/**
 * Reads the approval with what leads to it, and looks at the request, before it is used up: where the directory
 * cannot be asked, or the client has asked for the wrong thing, it may come again with the same.
 */
function guarded(inner: StoredModel, { approvals }: Guards): Adapter {
  return {
    upsert: async (id, payload, expiresIn) => inner.upsert(id, payload, expiresIn),
    findByUid: async (uid) => inner.findByUid(uid),
    findByUserCode: async (code) => inner.findByUserCode(code),
    consume: using(inner),
    destroy: async (id) => inner.destroy(id),
    revokeByGrantId: async (grantId) => inner.revokeByGrantId(grantId),
    async find(id) {
      const payload = await inner.find(id)
      const { ctx } = Provider
      const exchange = findExchange(ctx)
      const grantId = payload?.grantId
      if (!ctx || exchange?.endpoint !== 'token' || grantId === undefined) return payload
      exchange.approval = await approvals.get(grantId)
      checkUse(ctx, exchange.approval)
      return payload
    },
  }
}

/** Uses it up, unless nothing comes of the request for a fault of ours: then whoever sent it may come again. */
function using(inner: StoredModel): Adapter['consume'] {
  return async (id) => {
    const mark = newMark()
    // Also where it cannot be told whether it was used.
    findExchange(Provider.ctx)?.undo.push(async () => inner.restore(id, mark))
    await inner.consume(id, mark)
  }
}

/** The library binds refresh tokens of public clients alone. Ours are bound, like the access tokens with them. */
function binding(inner: Adapter): Adapter['upsert'] {
  return async (id, payload, expiresIn) => {
    const token = Provider.ctx?.oidc.entities.AccessToken
    const bound = payload.jkt !== undefined || payload['x5t#S256'] !== undefined
    if (bound || !token) return inner.upsert(id, payload, expiresIn)
    const { jkt, 'x5t#S256': x5t } = token
    return inner.upsert(
      id,
      { ...payload, ...(jkt && { jkt }), ...(x5t && { 'x5t#S256': x5t }) },
      expiresIn,
    )
  }
}

/** Of two who use a refresh token at once one has stolen it: the library sees that only of those who come later. */
function ending(inner: StoredModel, { withdraw }: Guards): Adapter['consume'] {
  const use = using(inner)
  return async (id) => {
    try {
      await use(id)
    } catch (error) {
      const exchange = findExchange(Provider.ctx)
      const approval = exchange?.approval
      if (error instanceof errors.InvalidGrant && approval) {
        exchange.work.push(withdraw(approval.id))
      }
      throw error
    }
  }
}
