import type { IssuerHealth, Verifier } from '@countersign/core'
import { Public, VERIFIER } from '@countersign/nestjs'
import { Controller, Get, Inject } from '@nestjs/common'

@Controller('health')
export class HealthController {
  readonly #verifier: Verifier

  constructor(@Inject(VERIFIER) verifier: Verifier) {
    this.#verifier = verifier
  }

  @Get()
  @Public()
  health(): { status: string; keys: IssuerHealth['state'] | undefined } {
    return { status: 'ok', keys: this.#verifier.health().issuers[0]?.state }
  }
}
