import { AuthGuard, PassportStrategy } from '@nestjs/passport'
import { ExtractJwt, Strategy } from 'passport-jwt'
import { nestApp } from '../nest-app.js'
import type { PeerApi } from '../peer-api.js'
import { pemOf } from '../public-key.js'

export const nestjsPassport: PeerApi = {
  name: '@nestjs/passport',
  async start(trusted) {
    const { issuer, audience } = trusted
    const secretOrKey = await pemOf(trusted)
    class JwtStrategy extends PassportStrategy(Strategy) {
      constructor() {
        super({
          jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
          secretOrKey,
          algorithms: ['RS256'],
          issuer,
          audience,
        })
      }

      validate(claims: unknown): unknown {
        return claims
      }
    }
    // Passport gets to know it by its constructor.
    void new JwtStrategy()
    return nestApp(AuthGuard('jwt'))
  },
}
