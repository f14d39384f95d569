import { ExtractJwt, Strategy, type StrategyOptionsWithoutRequest } from 'passport-jwt'
import { keyObject } from '../peers.js'
import type { Trusted } from '../trusted.js'

/** passport-jwt, with a key object: it hands over what it gets, whatever its types say. */
export function strategyOptions({ issuer, audience, key }: Trusted): StrategyOptionsWithoutRequest {
  return {
    jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
    secretOrKey: keyObject(key) as unknown as string,
    algorithms: ['RS256'],
    issuer,
    audience,
  }
}

export function jwtStrategy(trusted: Trusted): Strategy {
  return new Strategy(strategyOptions(trusted), (claims, done) => done(null, claims))
}
