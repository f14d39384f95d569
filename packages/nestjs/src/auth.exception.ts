import type { AuthError } from '@countersign/core'
import { statusText } from '@countersign/core/adapter'
import { HttpException } from '@nestjs/common'

/** What the guard throws for an AuthError, which is its `cause`, after it has set the headers. */
export class AuthException extends HttpException {
  declare readonly cause: AuthError

  constructor(error: AuthError) {
    const { status, expose, message } = error
    super(expose ? message : (statusText(status) ?? ''), status, { cause: error })
  }
}
