import type { Verifier } from '@countersign/core'
import { AuthModule, RequireScopes } from '@countersign/nestjs'
import { Controller, Get, Module, Post } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { Handler, RunningServer } from 'example-shared'
import { PRINT, READ } from '../names.js'
import { PHOTOS, servePhotos, type PhotosOptions } from './serve-photos.js'

@Controller()
class PhotosController {
  @Get('photos')
  @RequireScopes(READ)
  photos(): { photos: typeof PHOTOS } {
    return { photos: PHOTOS }
  }

  @Post('prints')
  @RequireScopes(PRINT)
  prints(): { ordered: number } {
    return { ordered: PHOTOS.length }
  }
}

@Module({ controllers: [PhotosController] })
// oxlint-disable-next-line typescript/no-extraneous-class -- Nest wants one
class PhotosModule {}

/** Starts the photos API on Nest. */
export async function startNest(options: PhotosOptions): Promise<RunningServer> {
  return servePhotos(options, photosOnNest)
}

async function photosOnNest(verifier: Verifier): Promise<Handler> {
  const imports = [AuthModule.forRoot({ verifier, global: true })]
  const app = await NestFactory.create(
    { module: PhotosModule, imports },
    { logger: ['error', 'warn'] },
  )
  await app.init()
  return app.getHttpAdapter().getInstance() as Handler
}
