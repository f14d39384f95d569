import { startApproval } from './start.js'
import { runApprovalStory } from './story/run-story.js'

const demo = await startApproval()
process.exitCode = await runApprovalStory(demo)
await demo.close()
