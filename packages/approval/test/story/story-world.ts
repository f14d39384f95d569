import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { memoryRevocationList } from '@countersign/core'
import { createKeyRing } from '@countersign/issuer'
import { createLedger } from '@countersign/ledger'
import { openPool } from '@countersign/test-servers/vitest'
import { createApprovalServer, generateVapidKeys, webPush } from '../../src/index.js'
import { fakePushService, type FakePushService } from '../support/fake-push-service.js'
import { startPhotoApis, PHOTOS, type PhotoApi } from './photo-apis.js'
import { createShopKey, openPrintShop, type PrintShop } from './print-shop.js'

/** All of it: an approval server, a push service, three APIs, and a client. */
export interface StoryWorld {
  readonly origin: string
  /** Address of the owner's page. */
  readonly at: (path: string) => string
  readonly invite: () => Promise<string>
  readonly push: FakePushService
  readonly apis: Readonly<Record<'Express' | 'Koa' | 'Nest', PhotoApi>>
  readonly shop: PrintShop
  readonly close: () => Promise<void>
}

const ADA = { subject: 'ada', name: 'Ada' }

export async function storyWorld(): Promise<StoryWorld> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve)
  })
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const vapid = generateVapidKeys()
  const push = await fakePushService(vapid.publicKey)
  const { pool, another, close } = await openPool()
  const ledger = createLedger({ pool: another(), spool: false, flushInterval: 20 })
  const keys = await createKeyRing()
  const revocation = memoryRevocationList()
  const key = await createShopKey()
  const approval = createApprovalServer({
    issuer,
    service: 'Photos',
    pool,
    keys,
    ledger,
    revocation,
    people: {
      find: (hint) => (hint === ADA.subject ? ADA : undefined),
      get: (subject) => (subject === ADA.subject ? ADA : undefined),
    },
    resources: {
      [PHOTOS]: {
        name: 'Your photos',
        scopes: { 'photos:read': 'See your photos', 'photos:print': 'Order prints of them' },
      },
    },
    clients: [key.registration],
    notifiers: [
      webPush({ ...vapid, subject: 'mailto:ops@photos.example', services: [push.origin] }),
    ],
    interval: 1,
    limits: { coolDown: 0 },
  })
  server.on('request', approval.handler)
  await Promise.all([approval.ready(), ledger.ready()])
  const apis = await startPhotoApis({ issuer, revocation })

  return {
    origin: issuer,
    at: (path) => `${issuer}/owner/${path}`,
    invite: async () => (await approval.invite(ADA)).url,
    push,
    apis,
    shop: await openPrintShop(issuer, key),
    async close() {
      await Promise.all(Object.values(apis).map(async (api) => api.close()))
      await approval.close()
      await ledger.close()
      keys.close()
      server.closeAllConnections()
      server.close()
      await push.close()
      await close()
    },
  }
}
