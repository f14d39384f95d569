import fastifyJwt from '@fastify/jwt'
import { type CanActivate, type ExecutionContext, UnauthorizedException } from '@nestjs/common'
import type { FastifyAdapter } from '@nestjs/platform-fastify'
import type { GuardTable } from '../guards.js'
import { NEST_GUARDS, type NestGuard } from './nest-guards.js'
import { pem } from '../peers.js'
import type { Trusted } from '../trusted.js'

export interface FastifyGuard extends NestGuard {
  /** Registers what has to be on the Fastify instance. */
  prepare?(adapter: FastifyAdapter): void
}

// The types of the two speak of different types of a logger.
const plugin = fastifyJwt as unknown as Parameters<FastifyAdapter['register']>[0]

export const NEST_FASTIFY_GUARDS: GuardTable<'nest-fastify', FastifyGuard> = {
  ...NEST_GUARDS,
  '@fastify/jwt': (trusted) => ({
    prepare: (adapter) => void adapter.register(plugin, pluginOptions(trusted)),
    guards: [new FastifyJwtGuard()],
  }),
}

/** Verification only. As with fast-jwt, which it is made of, the cache is on where it helps. */
function pluginOptions({ issuer, audience, key, load }: Trusted): fastifyJwt.FastifyJWTOptions {
  return {
    secret: { public: pem(key) },
    verify: {
      algorithms: ['RS256'],
      allowedIss: issuer,
      allowedAud: audience,
      cache: load === 'hot',
    },
  }
}

interface JwtRequest {
  jwtVerify(): Promise<unknown>
}

class FastifyJwtGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    try {
      await context.switchToHttp().getRequest<JwtRequest>().jwtVerify()
    } catch {
      throw new UnauthorizedException()
    }
    return true
  }
}
