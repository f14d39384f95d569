import * as core from '@countersign/core'
import { adapterContract } from '@countersign/testing/contracts'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { startHandler } from './contract-handler.js'
import { startHono } from './contract-hono.js'

const runner = { describe, it, beforeAll, afterAll }

adapterContract(runner, core, 'Hono on Node', startHono)

// What the token alone decides is the same in both, and costs as much as all the rest.
const families = process.env['COUNTERSIGN_FULL'] ? 'all' : 'request'
adapterContract(runner, core, 'a handler without framework', startHandler, { families })
