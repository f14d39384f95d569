import type { RequestHandler } from 'express'
import passport from 'passport'
import { ExtractJwt, Strategy } from 'passport-jwt'
import { expressApp } from '../express-app.js'
import type { PeerApi } from '../peer-api.js'
import { pemOf } from '../public-key.js'

export const passportJwt: PeerApi = {
  name: 'passport-jwt',
  async start(trusted) {
    const options = {
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: await pemOf(trusted),
      algorithms: ['RS256' as const],
      issuer: trusted.issuer,
      audience: trusted.audience,
    }
    const own = new passport.Passport()
    own.use(new Strategy(options, (claims, done) => done(null, claims)))
    return expressApp(own.authenticate('jwt', { session: false }) as RequestHandler)
  },
}
