export { startApi } from './api.js'
