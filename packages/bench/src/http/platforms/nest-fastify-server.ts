import { listenNestFastify } from './nest-fastify-app.js'
import { NEST_FASTIFY_GUARDS } from './nest-fastify-guards.js'
import { serve } from './serve.js'

// A program of its own: a Nest server on Fastify.

await serve(NEST_FASTIFY_GUARDS, listenNestFastify)
