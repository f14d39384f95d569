import { listenNestExpress } from './nest-express-app.js'
import { NEST_EXPRESS_GUARDS } from './nest-express-guards.js'
import { serve } from './serve.js'

// A program of its own: a Nest server on Express.

await serve(NEST_EXPRESS_GUARDS, listenNestExpress)
