// Checks what would be published: the tarballs, their types, and programs that use them. On this Node
// alone, or, with `--every-node`, on every line of Node that we support: the oldest of it that "engines" lets
// in, and with COUNTERSIGN_FULL=1 a recent one too.
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { compile, CONSUMERS, exercise, prepare } from './packed/consumers.mjs'
import { nodeOf } from './packed/node-of.mjs'
import { withTarballs } from './packed/tarballs.mjs'
import { bin, root, succeeds } from './run.mjs'
import { check, finish, heading } from './tally.mjs'

const VERSIONS = ['20.19.0', '22.12.0', '24.21.0', '26.10.0']
const RECENT = process.env['COUNTERSIGN_FULL'] ? ['20.20.2', '22.23.3'] : []

const { values } = parseArgs({ options: { 'every-node': { type: 'boolean', default: false } } })

await withTarballs(async (folder, tarballs) => {
  heading('Tarballs')
  await Promise.all([publint(tarballs), types(tarballs)])

  heading('Programs of users')
  await Promise.all(
    CONSUMERS.map(async (consumer) => {
      const project = join(folder, consumer.name)
      await prepare(consumer, project, tarballs)
      for (const compiler of consumer.compilers) await compile(consumer, project, compiler)
    }),
  )

  const versions = values['every-node'] ? [...VERSIONS, ...RECENT] : [process.versions.node]
  for (const version of versions) {
    heading(`Node ${version}`)
    const node = nodeOf(version)
    await Promise.all(
      CONSUMERS.map((consumer) => {
        const { name, about } = consumer
        return check(`${name}: ${about}`, async () =>
          exercise(consumer, join(folder, name), await node, `v${version}`),
        )
      }),
    )
  }
})
finish()

async function publint(tarballs) {
  for (const tarball of tarballs) {
    const command = [bin('publint'), tarball, '--strict']
    await check(`publint: ${basename(tarball, '.tgz')}`, () => succeeds(root, command))
  }
}

async function types(tarballs) {
  for (const tarball of tarballs) {
    // ESM only, on purpose: CommonJS callers load it with require(esm), as the programs do.
    const command = [bin('attw'), tarball, '--ignore-rules', 'cjs-resolves-to-esm']
    await check(`types: ${basename(tarball, '.tgz')}`, () => succeeds(root, command))
  }
}
