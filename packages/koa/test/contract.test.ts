import * as core from '@countersign/core'
import { adapterContract } from '@countersign/testing/contracts'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { startOn } from './contract-server.js'
import { versions } from './versions.js'

const runner = { describe, it, beforeAll, afterAll }

for (const { name, Koa } of versions) adapterContract(runner, core, name, startOn(Koa))
