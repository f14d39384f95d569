import { UnauthorizedException } from '@nestjs/common'
import { AuthGuard, PassportStrategy } from '@nestjs/passport'
import type { RequestHandler } from 'express'
import { Strategy } from 'passport-jwt'
import { oauth2JwtBearer } from './express-guards.js'
import type { GuardTable } from '../guards.js'
import { NEST_GUARDS, type NestGuard } from './nest-guards.js'
import { strategyOptions } from './passport-strategy.js'
import type { Trusted } from '../trusted.js'

export const NEST_EXPRESS_GUARDS: GuardTable<'nest-express', NestGuard> = {
  ...NEST_GUARDS,
  '@nestjs/passport'(trusted) {
    // Passport gets to know it by its constructor.
    void new JwtStrategy(trusted)
    return { guards: [AuthGuard('jwt')] }
  },
  'express-oauth2-jwt-bearer': (trusted) => ({ middleware: [refusing(oauth2JwtBearer(trusted))] }),
}

/** Nest answers an error of a middleware with 500, unless it is one of its own. */
function refusing(handler: RequestHandler): RequestHandler {
  return (req, res, next) =>
    handler(req, res, (error: unknown) =>
      error === undefined ? next() : next(new UnauthorizedException()),
    )
}

class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(trusted: Trusted) {
    super(strategyOptions(trusted))
  }

  validate(claims: unknown): unknown {
    return claims
  }
}
