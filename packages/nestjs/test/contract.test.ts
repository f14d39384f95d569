import * as core from '@countersign/core'
import { adapterContract } from '@countersign/testing/contracts'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { startOn } from './contract-server.js'
import { isNewest, platforms } from './platforms.js'

const runner = { describe, it, beforeAll, afterAll }

// What the token alone decides is the same in all versions, and on both platforms, and costs as much as all the rest.
const [first] = platforms
const isFull = process.env['COUNTERSIGN_FULL'] !== undefined

for (const platform of platforms) {
  const families = isFull || (isNewest && platform === first) ? 'all' : 'request'
  adapterContract(runner, core, platform.name, startOn(platform.create), { families })
}
