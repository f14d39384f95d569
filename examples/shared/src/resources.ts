/** Identifier of the orders API: the `aud` of its tokens. All three example APIs are this one. */
export const ORDERS_API = 'https://orders.example.com'

/** Another API of the same provider. Its tokens are good, but not for orders. */
export const INVOICES_API = 'https://invoices.example.com'

/** The `acr` of a user who has just shown a second factor. */
export const SECOND_FACTOR = 'urn:example:second-factor'
