import type { Person } from '@countersign/approval'

/** What the tokens give access to: one resource, and three servers that serve it. */
export const PHOTOS_API = 'https://photos.example.com'
export const READ = 'photos:read'
export const PRINT = 'photos:print'

export const PRINT_SHOP = 'print-shop'

/** Whose photos these are. */
export const ADA: Person = { subject: 'ada', name: 'Ada' }
