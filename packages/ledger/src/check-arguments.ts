import { ConfigError } from '@countersign/core'
import { assertObject } from '@countersign/database'
import type { Owner } from './ledger-types.js'

/** Gives an owner that a statement may be asked about; throws a ConfigError. */
export function checkedOwner(owner: Owner): Owner {
  assertObject('owner', owner)
  const { issuer, subject } = owner
  for (const [name, value] of Object.entries({ issuer, subject })) {
    if (typeof value !== 'string' || value === '')
      throw new ConfigError(`owner.${name}`, 'must be a non-empty string')
  }
  return { issuer, subject }
}

/** Gives a moment that is one; throws a ConfigError. */
export function checkedMoment(option: string, moment: Date): Date {
  if (moment instanceof Date && Number.isFinite(moment.getTime())) return moment
  throw new ConfigError(option, 'must be a valid Date')
}
