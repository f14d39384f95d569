import type { Hop } from './hop.js'
import type { Microservices } from './microservices.js'
import { BILLING, CHARGE, GATEWAY, ORDERS, PLACE_ORDERS } from './names.js'

/** Which tokens there have to be when somebody orders something: the story, in four of them. */
export function expectedHops({ issuer, orders }: Pick<Microservices, 'issuer' | 'orders'>): Hop[] {
  const everywhere = { issuer, subject: 'ada', actors: [], encrypted: false, lifetime: 60 }
  const toBilling = { from: 'orders', to: 'billing', audience: BILLING, encrypted: true }
  return [
    {
      ...everywhere,
      from: 'issuer',
      to: 'gateway',
      what: 'access',
      audience: GATEWAY,
      scope: `profile ${PLACE_ORDERS} ${CHARGE}`,
      lifetime: 300,
      further: ['name'],
      status: 200,
    },
    {
      ...everywhere,
      from: 'gateway',
      to: 'orders',
      what: 'access',
      audience: ORDERS,
      scope: `${PLACE_ORDERS} ${CHARGE}`,
      actors: ['gateway'],
      further: [],
      status: 201,
    },
    {
      ...everywhere,
      ...toBilling,
      what: 'access',
      scope: CHARGE,
      actors: ['orders', 'gateway'],
      further: ['customer'],
      status: 201,
    },
    {
      ...everywhere,
      ...toBilling,
      what: 'order',
      issuer: orders,
      scope: '',
      further: ['order'],
      status: 201,
    },
  ]
}
