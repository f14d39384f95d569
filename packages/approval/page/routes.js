// The screens, by their addresses.
import { approvalScreen } from './screen-approval.js'
import { devicesScreen } from './screen-devices.js'
import { historyScreen } from './screen-history.js'
import { homeScreen } from './screen-home.js'
import { pairScreen } from './screen-pair.js'
import { settingsScreen } from './screen-settings.js'

/** @import { Route } from './router.js' */

/** @type {readonly Route[]} */
export const ROUTES = [
  { path: /^$/, audience: 'signed-in', show: homeScreen },
  { path: /^approvals\/([A-Za-z0-9_-]{1,64})$/, audience: 'signed-in', show: approvalScreen },
  { path: /^devices$/, audience: 'signed-in', show: devicesScreen },
  { path: /^history$/, audience: 'signed-in', show: historyScreen },
  { path: /^settings$/, audience: 'signed-in', show: settingsScreen },
  { path: /^pair$/, audience: 'anybody', show: pairScreen },
]
