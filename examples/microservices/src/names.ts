/** What the services are called in `aud`: a token is good at one of them, and nowhere else. */
export const GATEWAY = 'https://gateway.example.com'
export const ORDERS = 'https://orders.example.com'
export const BILLING = 'https://billing.example.com'

/** The clients: services that get tokens. Billing calls nobody, and so is none. */
export const GATEWAY_CLIENT = 'gateway'
export const ORDERS_CLIENT = 'orders'

export const PLACE_ORDERS = 'orders:write'
export const CHARGE = 'billing:charge'
/** Something that the gateway may ask for, and the user of the example may not do. */
export const REFUND = 'orders:refund'
