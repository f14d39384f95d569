import { cloudSamples } from './cloud-samples.js'
import { loginSamples } from './login-samples.js'
import type { Sample } from './sample.js'

/** One of each provider, and of each kind of token that it has. */
export const samples: readonly Sample[] = [...cloudSamples, ...loginSamples]
