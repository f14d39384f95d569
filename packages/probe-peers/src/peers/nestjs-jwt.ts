import { type CanActivate, type ExecutionContext, UnauthorizedException } from '@nestjs/common'
import { JwtService } from '@nestjs/jwt'
import { nestApp } from '../nest-app.js'
import type { PeerApi } from '../peer-api.js'
import { pemOf } from '../public-key.js'

export const nestjsJwt: PeerApi = {
  name: '@nestjs/jwt',
  async start(trusted) {
    const { issuer, audience } = trusted
    const service = new JwtService({
      publicKey: await pemOf(trusted),
      verifyOptions: { algorithms: ['RS256'], issuer, audience },
    })
    return nestApp(guardBy(service))
  },
}

/** The guard that Nest's documentation of authentication shows. */
function guardBy(service: JwtService): CanActivate {
  return {
    async canActivate(context: ExecutionContext): Promise<boolean> {
      const request = context.switchToHttp().getRequest<{ headers: { authorization?: string } }>()
      const [type, token] = request.headers.authorization?.split(' ') ?? []
      if (type !== 'Bearer' || !token) throw new UnauthorizedException()
      try {
        await service.verifyAsync(token)
      } catch {
        throw new UnauthorizedException()
      }
      return true
    },
  }
}
