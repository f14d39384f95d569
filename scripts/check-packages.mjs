// Checks what would be published: the tarballs, their types, sizes and releases, and programs that use them. On this
// Node alone, or, with `--every-node`, on every line of Node that we support: the oldest of it that "engines" lets in,
// and with COUNTERSIGN_FULL=1 a recent one too.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkRelease } from './check-release.mjs'
import { lanes } from './lanes.mjs'
import { compile, CONSUMERS, exercise, prepare } from './packed/consumers.mjs'
import { importRatio } from './packed/import-time.mjs'
import { runsJest } from './packed/jest.mjs'
import { bringsFew } from './packed/minimal.mjs'
import { nodeOf } from './packed/node-of.mjs'
import { follow, QUICKSTARTS } from './packed/quickstarts.mjs'
import { startRegistry } from './packed/registry.mjs'
import { applicationSize, table, weigh } from './packed/sizes.mjs'
import { withTarballs } from './packed/tarballs.mjs'
import { capture, root } from './run.mjs'
import { check, count, finish, heading } from './tally.mjs'

const VERSIONS = ['20.19.0', '22.12.0', '24.21.0', '26.10.0']
const RECENT = process.env['COUNTERSIGN_FULL'] ? ['20.20.2', '22.23.3'] : []

/** How much longer than that of jose the import of the Express adapter may take. */
const IMPORT_RATIO = 1.3

const { values } = parseArgs({
  options: {
    'every-node': { type: 'boolean', default: false },
    // Only what the packages weigh, and how long each takes to import.
    sizes: { type: 'boolean', default: false },
  },
})
const versions = values['every-node'] ? [...VERSIONS, ...RECENT] : [process.versions.node]

await withTarballs(async (folder, packages) => {
  const registry = await startRegistry(packages)
  try {
    if (values.sizes) await sizesOnly(folder, packages, registry)
    else await checkAll(folder, packages, registry)
  } finally {
    registry.close()
  }
})
finish()

async function checkAll(folder, packages, registry) {
  heading('Tarballs, installations, programs of users')
  // Much of it waits, for a registry or for a server that is asked what it refuses. What is long comes first.
  const lane = lanes(3)
  const nodes = versions.map((version) => nodeOf(version))
  await Promise.all([
    ...CONSUMERS.map(async (consumer) => {
      const project = join(folder, consumer.name)
      await lane(() => prepare(consumer, project, packages, registry))
      const [first, ...others] = consumer.compilers
      // It writes what the others only look at.
      await lane(() => compile(consumer, project, first))
      await Promise.all([
        ...versions.map((version, at) =>
          lane(() =>
            check(`Node ${version}, ${consumer.name}: ${consumer.about}`, async () =>
              exercise(consumer, project, await nodes[at], `v${version}`),
            ),
          ),
        ),
        ...others.map((compiler) => lane(() => compile(consumer, project, compiler))),
      ])
    }),
    lane(() => inspect(packages)),
    lane(() => runsJest(join(folder, 'jest'), registry)),
    lane(() => quickstarts(folder, registry)),
    ...['npm', 'pnpm'].map((installer) =>
      lane(() => bringsFew(installer, join(folder, `few-${installer}`), registry)),
    ),
    lane(() => checkRelease()),
  ])

  heading('Sizes')
  const project = join(folder, CONSUMERS[0].name)
  await sizes(packages, project)
  for (const [at, version] of versions.entries())
    await importTime(project, await nodes[at], version)
}

async function sizesOnly(folder, packages, registry) {
  const [consumer] = CONSUMERS
  const project = join(folder, consumer.name)
  await prepare(consumer, project, packages, registry)
  await sizes(packages, project)
  const node = process.execPath
  for (const { manifest } of packages) {
    const ratio = await importRatio(manifest.name, project, node)
    console.log(`        import of ${manifest.name}: ${ratio.toFixed(2)} times that of jose`)
  }
  await importTime(project, node, process.versions.node)
}

async function sizes(packages, project) {
  const weights = packages.map((one) => [one.manifest.name, weigh(one, project)])
  console.log(`${table(weights)}\n`)
  await check('each package is within its budget', () => {
    const heavy = weights.filter(([, { over }]) => over.length > 0)
    for (const [name, weight] of heavy) {
      const what = weight.over.map((one) => `${one} ${weight[one]} of ${weight.budget[one]}`)
      console.log(`${name}: ${what.join(', ')}`)
    }
    return heavy.length === 0
  })
  const { size, budget } = await applicationSize(project)
  await check(
    `the smallest Express application: ${size.toFixed(1)} kB of ${budget}, minified and gzipped`,
    () => size <= budget,
  )
}

async function importTime(project, node, version) {
  if (node === undefined) return
  const ratio = await importRatio('@countersign/express', project, node, IMPORT_RATIO)
  const title = `Node ${version}: import of @countersign/express, ${ratio.toFixed(2)} times that of jose`
  await check(title, () => ratio <= IMPORT_RATIO)
}

async function inspect(packages) {
  const program = join('scripts', 'packed', 'inspect.mjs')
  const paths = packages.map(({ path }) => path)
  const { stdout, stderr } = await capture(root, [process.execPath, program, ...paths])
  const lines = stdout.trimEnd().split('\n')
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(lines.pop() ?? '') ?? []
  console.log(`${lines.join('\n')}${stderr}`)
  // Without its closing line it has not got to its end.
  count(passed ? { passed: Number(passed), failed: Number(failed) } : { failed: 1 })
}

async function quickstarts(folder, registry) {
  const { createTestIdentityProvider } = await import('../packages/testing/dist/index.js')
  const provider = await createTestIdentityProvider()
  try {
    for (const quickstart of QUICKSTARTS) {
      await follow(quickstart, join(folder, `quickstart-${quickstart.name}`), registry, provider)
    }
  } finally {
    await provider.close()
  }
}
