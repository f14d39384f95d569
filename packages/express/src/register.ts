import type { Authentication, AuthenticationOf } from '@countersign/core'
import type { Register } from './index.js'

/** The type of `req.auth`, as {@link Register} says. */
export type RegisteredAuthentication = Register extends { verifier: infer V; optional: true }
  ? AuthenticationOf<V> | undefined
  : Register extends { verifier: infer V }
    ? AuthenticationOf<V>
    : Authentication

declare global {
  // The place that `@types/express` keeps open for additions to the request.
  namespace Express {
    interface Request {
      /** The Authentication that `authenticate` of `@countersign/express` found. */
      auth: RegisteredAuthentication
    }
  }
}
