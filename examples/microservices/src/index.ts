export { startMicroservices } from './microservices.js'
export type { Microservices, MicroservicesPorts } from './microservices.js'
export { runStory } from './story.js'
