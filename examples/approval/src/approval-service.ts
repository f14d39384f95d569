import {
  createApprovalServer,
  generateVapidKeys,
  webPush,
  type ApprovalServer,
} from '@countersign/approval'
import { memoryRevocationList, type MemoryRevocationList } from '@countersign/core'
import { createKeyRing } from '@countersign/issuer'
import type { Ledger } from '@countersign/ledger'
import { temporaryFolder } from 'example-shared'
import { listenLocally } from './listen-locally.js'
import { ADA, PHOTOS_API, PRINT, PRINT_SHOP, READ } from './names.js'
import type { ClientKey } from './print-shop/client-key.js'

/** Who is asked, and where that is written down. */
export interface ApprovalService {
  readonly server: ApprovalServer
  readonly issuer: string
  /** The verifiers of the APIs ask it: Stop goes there. */
  readonly revocation: MemoryRevocationList
  close(): Promise<void>
}

/** Starts the approval server with one client, one person, and one resource. */
export async function startApprovalService(
  ledger: Ledger,
  clientKey: ClientKey,
  port?: number,
): Promise<ApprovalService> {
  const listener = await listenLocally(port)
  const keys = await createKeyRing()
  const revocation = memoryRevocationList()
  const server = createApprovalServer({
    issuer: listener.url,
    service: 'Photos',
    folder: await temporaryFolder(),
    keys,
    ledger,
    revocation,
    people: {
      find: (hint) => (hint === ADA.subject ? ADA : undefined),
      get: (subject) => (subject === ADA.subject ? ADA : undefined),
    },
    resources: {
      [PHOTOS_API]: {
        name: 'Your photos',
        scopes: { [READ]: 'See your photos', [PRINT]: 'Order prints of them' },
        lifetime: 120,
      },
    },
    clients: [
      {
        clientId: PRINT_SHOP,
        name: 'The Print Shop',
        verified: true,
        website: 'https://prints.example.com',
        authentication: { method: 'private_key_jwt', keys: { keys: [clientKey.publicJwk] } },
        scopes: [READ, PRINT],
      },
    ],
    // New keys at each start, as the devices are: what is to last has to keep them.
    notifiers: [webPush({ subject: 'mailto:operations@example.com', ...generateVapidKeys() })],
    // Nobody waits here for the usual times: this is to be looked at.
    interval: 1,
    limits: { coolDown: 0, perClientAndPerson: 100, perPerson: 100 },
  })
  listener.serve(server.handler)
  await server.ready()

  return {
    server,
    issuer: listener.url,
    revocation,
    close: async () => {
      await listener.close()
      await server.close()
      keys.close()
    },
  }
}
