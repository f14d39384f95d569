import { startMcpExample } from './mcp-example.js'

const { endpoint, issuer, user } = await startMcpExample({
  server: Number(process.env['PORT'] ?? 4013),
  provider: Number(process.env['PROVIDER_PORT'] ?? 4014),
})

console.log(`MCP server:         ${endpoint}`)
console.log(`Identity provider:  ${issuer}`)
console.log(`Sign in as:         ${user.username}, with the password ${user.password}`)
