import * as core from '@countersign/core'
import { adapterContract } from '@countersign/testing/contracts'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { startOn } from './contract-server.js'
import { platforms } from './platforms.js'

const runner = { describe, it, beforeAll, afterAll }

for (const { name, create } of platforms) adapterContract(runner, core, name, startOn(create))
