export type { BrowserClient } from './browser-client.js'
export { startIdentityProvider } from './identity-provider.js'
export type { IdentityProvider, IdentityProviderOptions } from './identity-provider.js'
export type { User } from './user.js'
