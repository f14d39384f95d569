import type { ApprovalState } from '../../state/approval-state.js'
import { clientStorage, type FindClient } from './client-storage.js'
import { ModelStorage, type StoredModel } from './model-storage.js'

/** By the name of a model. */
export type ProviderStorage = (model: string) => StoredModel

/**
 * Makes the `adapter` of an `oidc-provider`: what it has under way is kept in the state, its clients are asked
 * for. What fails is a 503.
 */
export function providerStorage(
  state: ApprovalState,
  { findClient }: { readonly findClient: FindClient },
): ProviderStorage {
  const clients = clientStorage(findClient)
  return (model) => (model === 'Client' ? clients : new ModelStorage(state, model))
}
