import type { Authentication, Policy, Verifier } from '@countersign/core'
import type { ContractRoute, StartContractServer } from '@countersign/testing/contracts'
import {
  applyDecorators,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Module,
  Post,
  type Type,
} from '@nestjs/common'
import { Auth, AuthModule, Authorize, OptionalAuth, Public } from '../src/index.js'
import { type CreateApplication, listen } from './platforms.js'

/** Starts the application of the adapter contract on one platform of Nest. */
export function startOn(create: CreateApplication): StartContractServer<Verifier, Policy> {
  return async ({ verifier, routes, mountPath, trustProxy = false, tls }) => {
    @Module({
      imports: [AuthModule.forRoot({ verifier, global: true })],
      controllers: [controllerOf(routes)],
    })
    class ContractModule {}

    const app = await create(ContractModule, { trustProxy, ...(tls && { tls }) })
    // They expose nothing: that is for the adapter to see to.
    app.enableCors({ allowedHeaders: ['authorization', 'dpop', 'content-type'] })
    if (mountPath !== undefined) app.setGlobalPrefix(mountPath)
    return listen(app)
  }
}

const methods = { get: Get, post: Post, delete: Delete }

function answer(auth: Authentication | undefined): object {
  return auth ? { ...auth, scopes: [...auth.scopes] } : { anonymous: true }
}

function controllerOf(routes: readonly ContractRoute<Policy>[]): Type {
  @Controller()
  class ContractController {
    @Public()
    @Get('open')
    open(): object {
      return { open: true }
    }
  }
  for (const [index, { method, path, policies, optional = false }] of routes.entries()) {
    const name = `route${index}`
    // A function of its own: Nest keeps the metadata of a route on its function.
    const value = answer.bind(undefined)
    Object.defineProperty(ContractController.prototype, name, { value })
    const decorate = applyDecorators(
      methods[method](path),
      HttpCode(200),
      // The answer to a query token must become private all the same (BRR-11).
      Header('Cache-Control', 'public, max-age=60'),
      ...policies.map((policy) => Authorize(policy)),
      ...(optional ? [OptionalAuth()] : []),
    )
    decorate(ContractController.prototype, name, { value })
    Auth()(ContractController.prototype, name, 0)
  }
  return ContractController
}
