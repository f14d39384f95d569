import type { Verifier } from '@countersign/core'
import { authenticate, requireScopes } from '@countersign/koa'
import { Router } from '@koa/router'
import type { Handler, RunningServer } from 'example-shared'
import Koa from 'koa'
import { PRINT, READ } from '../names.js'
import { PHOTOS, servePhotos, type PhotosOptions } from './serve-photos.js'

/** Starts the photos API on Koa. */
export async function startKoa(options: PhotosOptions): Promise<RunningServer> {
  return servePhotos(options, photosOnKoa)
}

function photosOnKoa(verifier: Verifier): Handler {
  const router = new Router()
  router.get('/photos', requireScopes(READ), (ctx) => {
    ctx.body = { photos: PHOTOS }
  })
  router.post('/prints', requireScopes(PRINT), (ctx) => {
    ctx.status = 201
    ctx.body = { ordered: PHOTOS.length }
  })
  const app = new Koa()
  // Refusals are no news for its log.
  app.silent = true
  return app.use(authenticate(verifier)).use(router.routes()).callback()
}
