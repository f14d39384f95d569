export { startSpaLogin } from './spa-login.js'
export type { SpaLogin, SpaLoginPorts } from './spa-login.js'
