// What only a test can call: it ends with the test, or is of what was made once for all of them.
export { databasesWith, KINDS } from './databases.js'
export { copyFolder } from './copy-folder.js'
export { fakeTimers, whileTimeFlies } from './flying-time.js'
export { openPool } from './open-pool.js'
export { program } from './program.js'
export { temporaryFolder } from './temporary-folder.js'

export type { Kind, OpenDatabase } from './databases.js'
export type { OwnPool } from './open-pool.js'
export type { Program } from './program.js'
