import { authenticate } from '@countersign/express'
import type { RequestHandler } from 'express'
import { expressjwt } from 'express-jwt'
import { auth } from 'express-oauth2-jwt-bearer'
import passport from 'passport'
import { bearerToken, type Check } from '../check.js'
import { distinctFloor, hotFloor } from '../floors.js'
import type { GuardTable } from '../guards.js'
import { readyVerifier } from '../ours.js'
import { jwtStrategy } from './passport-strategy.js'
import { awsJwtVerify, fastJwt, jose, keyObject } from '../peers.js'
import type { Trusted } from '../trusted.js'

/** None, or the one middleware that each of them is. */
export const EXPRESS_GUARDS: GuardTable<'express', RequestHandler | undefined> = {
  bare: () => undefined,
  'floor-hot': (trusted) => behind(hotFloor(trusted), forget),
  'floor-distinct': (trusted) => behind(distinctFloor(trusted), forget),
  ours: async (trusted) => authenticate(await readyVerifier(trusted)),
  'express-jwt': ({ issuer, audience, key }) =>
    expressjwt({ secret: keyObject(key), algorithms: ['RS256'], issuer, audience }),
  'passport-jwt'(trusted) {
    passport.use(jwtStrategy(trusted))
    return passport.authenticate('jwt', { session: false }) as RequestHandler
  },
  'express-oauth2-jwt-bearer': oauth2JwtBearer,
  'aws-jwt-verify': (trusted) => behind(awsJwtVerify(trusted)),
  'fast-jwt': (trusted) => behind(fastJwt(trusted)),
  jose: async (trusted) => behindAsync(await jose(trusted)),
}

/** With its one key at hand, which is faster than a set; without DPoP where nobody sends proofs. */
export function oauth2JwtBearer({ issuer, audience, key, dpop }: Trusted): RequestHandler {
  return auth({
    issuer,
    audience,
    publicKey: key,
    tokenSigningAlg: String(key.alg),
    dpop: { enabled: dpop, required: dpop },
  })
}

/** Nobody verifies a token and wants nothing of what it says. */
function keep(req: object, claims: unknown): void {
  Object.assign(req, { auth: claims })
}

/** A floor does not even that. */
function forget(): void {}

/** The shortest middleware around a check. */
function behind(check: Check, keepClaims = keep): RequestHandler {
  return (req, res, next) => {
    const token = bearerToken(req.headers.authorization)
    try {
      if (token === undefined) throw new Error('there is no token')
      keepClaims(req, check(token))
    } catch {
      res.sendStatus(401)
      return
    }
    next()
  }
}

/** The same for one that has to be waited for. */
function behindAsync(check: Check): RequestHandler {
  return async (req, res, next) => {
    const token = bearerToken(req.headers.authorization)
    try {
      if (token === undefined) throw new Error('there is no token')
      keep(req, await check(token))
    } catch {
      res.sendStatus(401)
      return
    }
    next()
  }
}
