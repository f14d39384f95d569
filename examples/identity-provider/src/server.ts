import { startIdentityProvider } from './identity-provider.js'

const provider = await startIdentityProvider({ port: Number(process.env['PORT'] ?? 4000) })

console.log(`Identity provider: ${provider.issuer}`)
console.table(provider.clients)
