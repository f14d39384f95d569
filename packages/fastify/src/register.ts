import type { Authentication, AuthenticationOf } from '@countersign/core'
import type { Register } from './index.js'

/** What is added to. */
export type { FastifyRequest } from 'fastify'

/** The type of `request.auth`, as {@link Register} says. */
export type RegisteredAuthentication = Register extends { verifier: infer V; optional: true }
  ? AuthenticationOf<V> | undefined
  : Register extends { verifier: infer V }
    ? AuthenticationOf<V>
    : Authentication

declare module 'fastify' {
  interface FastifyRequest {
    /** The Authentication that `authenticate` of `@countersign/fastify` found. */
    auth: RegisteredAuthentication
  }
}
