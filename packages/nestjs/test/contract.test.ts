import * as core from '@countersign/core'
import { adapterContract } from '@countersign/testing/contracts'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { startOn } from './contract-server.js'
import { isNewest, platforms } from './platforms.js'

const runner = { describe, it, beforeAll, afterAll }

// What the token alone decides is the same in all versions, and costs as much as all the rest.
const families = isNewest || process.env['COUNTERSIGN_FULL'] ? 'all' : 'request'

for (const { name, create } of platforms) {
  adapterContract(runner, core, name, startOn(create), { families })
}
