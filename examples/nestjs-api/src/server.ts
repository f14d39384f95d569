import { startApi } from './api.js'

const api = await startApi({
  issuer: process.env['ISSUER'] ?? 'http://127.0.0.1:4000',
  port: Number(process.env['PORT'] ?? 4003),
})

console.log(`Orders API on NestJS: ${api.url}`)
