import * as core from '@countersign/core'
import { adapterContract } from '@countersign/testing/contracts'
import express from 'express'
import express4 from 'express-4'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { startOn } from './contract-server.js'
import { startFetch } from './contract-fetch.js'

const runner = { describe, it, beforeAll, afterAll }

adapterContract(runner, core, 'mcpAuth on Express 5', startOn(express))

// What the token alone decides is the same in all of them, and costs as much as all the rest.
const families = process.env['COUNTERSIGN_FULL'] ? 'all' : 'request'
// To the types of 5 those of 4 are another framework.
const start4 = startOn(express4 as unknown as typeof express)
adapterContract(runner, core, 'mcpAuth on Express 4', start4, { families })
adapterContract(runner, core, 'mcpFetch', startFetch, { families })
