import { startMicroservices } from './microservices.js'
import { runStory } from './story.js'

const services = await startMicroservices()

process.exitCode = await runStory(services)

await services.close()
