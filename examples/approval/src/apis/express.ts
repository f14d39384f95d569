import type { Verifier } from '@countersign/core'
import { authenticate, problemDetails, requireScopes } from '@countersign/express'
import type { RunningServer } from 'example-shared'
import express, { type Express } from 'express'
import { PRINT, READ } from '../names.js'
import { PHOTOS, servePhotos, type PhotosOptions } from './serve-photos.js'

/** Starts the photos API on Express. */
export async function startExpress(options: PhotosOptions): Promise<RunningServer> {
  return servePhotos(options, photosOnExpress)
}

function photosOnExpress(verifier: Verifier): Express {
  const app = express()
  app.use(authenticate(verifier))
  app.get('/photos', requireScopes(READ), (_req, res) => {
    res.json({ photos: PHOTOS })
  })
  app.post('/prints', requireScopes(PRINT), (_req, res) => {
    res.status(201).json({ ordered: PHOTOS.length })
  })
  return app.use(problemDetails())
}
