export { guide } from './guide.js'
export { startAll } from './start-all.js'
export type { Demo } from './start-all.js'
export { runCheck } from 'example-shared'
