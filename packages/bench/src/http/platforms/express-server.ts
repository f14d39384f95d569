import { listenExpress } from './express-app.js'
import { EXPRESS_GUARDS } from './express-guards.js'
import { serve } from './serve.js'

// A program of its own: an Express server.

await serve(EXPRESS_GUARDS, listenExpress)
