import type { Trusted } from './trusted.js'

/** What can stand in front of the orders on every platform, beside what only this one has. */
export const COMMON_GUARDS = ['bare', 'floor-hot', 'floor-distinct', 'ours'] as const

/** The peers of each platform, the one that adds the least first. */
export const PEERS = {
  express: [
    'fast-jwt',
    'aws-jwt-verify',
    'express-oauth2-jwt-bearer',
    'jose',
    'express-jwt',
    'passport-jwt',
  ],
  koa: ['fast-jwt', 'aws-jwt-verify', 'jose', 'koa-jwt'],
  'nest-express': ['fast-jwt', 'express-oauth2-jwt-bearer', '@nestjs/jwt', '@nestjs/passport'],
  'nest-fastify': ['fast-jwt', '@fastify/jwt', '@nestjs/jwt'],
} as const

export type Platform = keyof typeof PEERS

export const PLATFORMS = Object.keys(PEERS) as Platform[]

export type Guard<P extends Platform = Platform> =
  | (typeof COMMON_GUARDS)[number]
  | (typeof PEERS)[P][number]

/** How each guard of a platform is made. What it has to wait for, such as keys, is there then. */
export type GuardTable<P extends Platform, Made> = Readonly<
  Record<Guard<P>, (trusted: Trusted) => Made | Promise<Made>>
>
