import { listenKoa } from './koa-app.js'
import { KOA_GUARDS } from './koa-guards.js'
import { serve } from './serve.js'

// A program of its own: a Koa server.

await serve(KOA_GUARDS, listenKoa)
