import type { Policy, Verifier } from '@countersign/core'
import type { StartContractServer } from '@countersign/testing/contracts'
import cors from '@fastify/cors'
import formbody from '@fastify/formbody'
import type { FastifyPluginCallback } from 'fastify'
import { authenticate, authOf, authorize, resourceMetadata } from '../src/index.js'
import { application, listen } from './listen.js'

const bodyLimit = 16 * 1024 * 1024

/** Starts the application of the adapter contract. */
export const start: StartContractServer<Verifier, Policy> = async (contract) => {
  const { verifier, routes, mountPath, trustProxy = false, tls } = contract
  const app = application({ trustProxy, bodyLimit }, tls)
  await app.register(cors, {
    // They expose nothing: that is for the adapter to see to.
    allowedHeaders: ['authorization', 'dpop', 'content-type'],
  })
  await app.register(formbody, { bodyLimit })
  app.addHook('onRequest', resourceMetadata(verifier))

  const api: FastifyPluginCallback = (scope, _options, done) => {
    scope.get('/open', async () => ({ open: true }))
    for (const { method, path, policies, optional = false } of routes) {
      // With the body there, for tokens in forms.
      const preValidation = authenticate(verifier, { optional })
      const preHandler = policies.map((policy) => authorize(policy))
      scope[method](path, { preValidation, preHandler }, async (request, reply) => {
        const auth = authOf(verifier, request, { optional: true })
        // The answer to a query token must become private all the same (BRR-11).
        reply.header('Cache-Control', 'public, max-age=60')
        return auth ? { ...auth, scopes: [...auth.scopes] } : { anonymous: true }
      })
    }
    done()
  }
  await app.register(api, mountPath === undefined ? {} : { prefix: mountPath })
  return listen(app)
}
