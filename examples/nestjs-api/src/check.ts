import { startIdentityProvider } from 'example-identity-provider'
import { runCheck } from 'example-shared'
import { startApi } from './api.js'

const provider = await startIdentityProvider()
const api = await startApi({ issuer: provider.issuer })

process.exitCode = await runCheck(provider, { nestjs: api.url })

await api.close()
