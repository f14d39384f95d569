import { startApi } from './api.js'

const api = await startApi({
  issuer: process.env['ISSUER'] ?? 'http://127.0.0.1:4000',
  port: Number(process.env['PORT'] ?? 4002),
})

console.log(`Orders API on Koa: ${api.url}`)
