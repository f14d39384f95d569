import { AuthGuard, AuthModule } from '@countersign/nestjs'
import {
  type CanActivate,
  type DynamicModule,
  type ExecutionContext,
  Inject,
  type Type,
  UnauthorizedException,
} from '@nestjs/common'
import { JwtModule, JwtService } from '@nestjs/jwt'
import type { RequestHandler } from 'express'
import { bearerToken, type Check } from '../check.js'
import { distinctFloor, hotFloor } from '../floors.js'
import type { COMMON_GUARDS, GuardTable } from '../guards.js'
import { readyVerifier } from '../ours.js'
import { fastJwt, keyObject } from '../peers.js'

/** What a Nest application is given to protect the controller of the orders with. */
export interface NestGuard {
  readonly imports?: readonly DynamicModule[]
  readonly guards?: readonly (CanActivate | Type<CanActivate>)[]
  readonly middleware?: readonly RequestHandler[]
}

type OnBoth = (typeof COMMON_GUARDS)[number] | 'fast-jwt' | '@nestjs/jwt'

/** The guards that are the same on both platforms of Nest. */
export const NEST_GUARDS: Pick<GuardTable<'nest-fastify', NestGuard>, OnBoth> = {
  bare: () => ({}),
  'floor-hot': (trusted) => behind(hotFloor(trusted), forget),
  'floor-distinct': (trusted) => behind(distinctFloor(trusted), forget),
  ours: async (trusted) => ({
    imports: [AuthModule.forRoot({ verifier: await readyVerifier(trusted) })],
    guards: [AuthGuard],
  }),
  'fast-jwt': (trusted) => behind(fastJwt(trusted)),
  '@nestjs/jwt': ({ issuer, audience, key }) => ({
    imports: [
      JwtModule.register({
        publicKey: keyObject(key),
        verifyOptions: { algorithms: ['RS256'], issuer, audience },
      }),
    ],
    guards: [JwtGuard],
  }),
}

interface GuardedRequest {
  readonly headers: { readonly authorization?: string }
}

function tokenOf(context: ExecutionContext): string {
  const { headers } = context.switchToHttp().getRequest<GuardedRequest>()
  const token = bearerToken(headers.authorization)
  if (token === undefined) throw new UnauthorizedException()
  return token
}

/** Nobody verifies a token and wants nothing of what it says. */
function keep(context: ExecutionContext, user: unknown): void {
  Object.assign(context.switchToHttp().getRequest<GuardedRequest>(), { user })
}

/** A floor does not even that. */
function forget(): void {}

/** The shortest guard around a check. */
function behind(check: Check, keepClaims = keep): NestGuard {
  const canActivate = (context: ExecutionContext): boolean => {
    const token = tokenOf(context)
    try {
      keepClaims(context, check(token))
    } catch {
      throw new UnauthorizedException()
    }
    return true
  }
  return { guards: [{ canActivate }] }
}

/** The guard that Nest's documentation of authentication shows. */
class JwtGuard implements CanActivate {
  readonly #service: JwtService

  constructor(@Inject(JwtService) service: JwtService) {
    this.#service = service
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const token = tokenOf(context)
    try {
      keep(context, await this.#service.verifyAsync(token))
    } catch {
      throw new UnauthorizedException()
    }
    return true
  }
}
