import * as core from '@countersign/core'
import { adapterContract } from '@countersign/testing/contracts'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { start } from './contract-server.js'

adapterContract({ describe, it, beforeAll, afterAll }, core, 'Fastify 5', start)
