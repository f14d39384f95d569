import { randomBytes } from 'node:crypto'
import { memoryRevocationList } from '@countersign/core'
import { createEncryptionKeyRing, generateSigningKey, type EncryptTo } from '@countersign/issuer'
import { reserve } from 'example-shared'
import { createBilling } from './billing/billing.js'
import { createDemonstration } from './demonstration.js'
import { createGateway } from './gateway/gateway.js'
import { createIdentity } from './identity/identity.js'
import { keepPeople, type Person } from './identity/people.js'
import { BILLING, CHARGE, GATEWAY_CLIENT, ORDERS_CLIENT, PLACE_ORDERS } from './names.js'
import { createOrders } from './orders/orders.js'
import type { ClientCredentials } from './token-client.js'

/** Ports of the four servers. Default: free ones. */
export interface MicroservicesPorts {
  gateway?: number
  issuer?: number
  orders?: number
  billing?: number
}

/** The running example: URLs of its four servers. */
export interface Microservices {
  /** The page, and the one that browsers talk to. */
  readonly gateway: string
  readonly issuer: string
  readonly orders: string
  readonly billing: string
  /** Who can sign in. The password is made anew at each start. */
  readonly user: { readonly username: string; readonly password: string }
  close(): Promise<void>
}

const ADA: Person = {
  username: 'ada',
  name: 'Ada Lovelace',
  scope: ['profile', PLACE_ORDERS, CHARGE],
  customer: { account: 'DE02 1203 0000 0000 2020 51', vatId: 'DE123456788' },
}

/** Starts the gateway, the issuer, the orders service and billing on loopback. */
export async function startMicroservices(ports: MicroservicesPorts = {}): Promise<Microservices> {
  // They have to know each other's URLs, so they listen before there is anything to answer.
  const gateway = await reserve(ports.gateway)
  const issuer = await reserve(ports.issuer)
  const orders = await reserve(ports.orders)
  const billing = await reserve(ports.billing)

  const password = randomBytes(9).toString('base64url')
  const people = await keepPeople([{ person: ADA, password }])
  const signingKey = await generateSigningKey('ES256')
  // In memory, as they are one process. Elsewhere: `redisKeyStore()`, and others fetch the set from billing.
  const billingKeys = await createEncryptionKeyRing()
  const keysOfBilling = (): EncryptTo => billingKeys.jwks()
  const gatewayCredentials = credentials(GATEWAY_CLIENT)
  const ordersCredentials = credentials(ORDERS_CLIENT)
  const redirectUri = `${gateway.url}/signed-in`
  // One for all of them, as they are one process. Elsewhere: `redisRevocationList()`.
  const revocation = memoryRevocationList()

  const ordersService = await createOrders({
    url: orders.url,
    issuer: issuer.url,
    billing: billing.url,
    encryptTo: keysOfBilling,
    credentials: ordersCredentials,
    revocation,
  })
  const billingService = await createBilling({
    url: billing.url,
    issuer: issuer.url,
    orders: orders.url,
    keys: billingKeys,
    revocation,
  })
  const gatewayService = createGateway({
    url: gateway.url,
    issuer: issuer.url,
    orders: orders.url,
    credentials: gatewayCredentials,
    redirectUri,
    revocation,
    demonstration: await createDemonstration({
      issuer: issuer.url,
      orders: orders.url,
      billing: billing.url,
      gatewayCredentials,
      ordersCredentials,
      signingKey,
      encryptTo: keysOfBilling,
    }),
  })
  issuer.serve(
    createIdentity({
      url: issuer.url,
      signingKey,
      people,
      gateway: { ...gatewayCredentials, redirectUri },
      orders: ordersCredentials,
      encryptTo: (audience) => (audience === BILLING ? keysOfBilling() : undefined),
      revocation,
    }),
  )
  orders.serve(ordersService.handler)
  billing.serve(billingService.handler)
  gateway.serve(gatewayService.handler)

  return {
    gateway: gateway.url,
    issuer: issuer.url,
    orders: orders.url,
    billing: billing.url,
    user: { username: ADA.username, password },
    close: async () => {
      await Promise.all([gateway, orders, billing, issuer].map((server) => server.close()))
      gatewayService.close()
      ordersService.close()
      await billingService.close()
      billingKeys.close()
    },
  }
}

function credentials(clientId: string): ClientCredentials {
  return { clientId, clientSecret: randomBytes(32).toString('base64url') }
}
