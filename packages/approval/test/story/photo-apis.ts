import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createVerifier, type RevocationList, type Verifier } from '@countersign/core'
import * as onExpress from '@countersign/express'
import * as onKoa from '@countersign/koa'
import { AuthModule } from '@countersign/nestjs'
import { Controller, Get, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import express from 'express'
import Koa from 'koa'

export const PHOTOS = 'https://photos.example'

/** An API that serves `GET /photos` for tokens that are for photos. */
export interface PhotoApi {
  readonly url: string
  readonly close: () => Promise<void>
}

interface Options {
  readonly issuer: string
  readonly revocation: RevocationList
}

/** One API on each framework, by its name. */
export async function startPhotoApis(
  options: Options,
): Promise<Readonly<Record<'Express' | 'Koa' | 'Nest', PhotoApi>>> {
  const [Express, koa, Nest] = await Promise.all(
    [photosOnExpress, photosOnKoa, photosOnNest].map(async (make) => start(options, make)),
  )
  if (!Express || !koa || !Nest) throw new Error('one of them did not start')
  return { Express, Koa: koa, Nest }
}

async function start(
  { issuer, revocation }: Options,
  make: (verifier: Verifier) => RequestListener | Promise<RequestListener>,
): Promise<PhotoApi> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const verifier = createVerifier({
    issuer,
    audience: PHOTOS,
    revocation,
    dpop: 'require',
    publicUrl: url,
    clockTolerance: 0,
  })
  server.on('request', await make(verifier))
  return {
    url,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
      verifier.close()
    },
  }
}

function photosOnExpress(verifier: Verifier): RequestListener {
  const app = express()
  app.use(onExpress.authenticate(verifier))
  app.get('/photos', onExpress.requireScopes('photos:read'), (_req, res) => void res.json([]))
  return app.use(onExpress.problemDetails()) as RequestListener
}

function photosOnKoa(verifier: Verifier): RequestListener {
  const app = new Koa()
  app.silent = true
  app.use(onKoa.authenticate(verifier)).use(onKoa.requireScopes('photos:read'))
  app.use((ctx) => {
    if (ctx.path === '/photos') ctx.body = []
  })
  const handle = app.callback()
  return (req, res) => void handle(req, res)
}

@Controller('photos')
class PhotosController {
  @Get()
  photos(): readonly string[] {
    return []
  }
}

@Module({ controllers: [PhotosController] })
// oxlint-disable-next-line typescript/no-extraneous-class -- Nest wants one
class PhotosModule {}

async function photosOnNest(verifier: Verifier): Promise<RequestListener> {
  const imports = [AuthModule.forRoot({ verifier, global: true })]
  const app = await NestFactory.create({ module: PhotosModule, imports }, { logger: ['error'] })
  await app.init()
  return app.getHttpAdapter().getInstance() as RequestListener
}
