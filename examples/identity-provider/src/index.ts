export { startIdentityProvider } from './identity-provider.js'
export type { IdentityProvider } from './identity-provider.js'
