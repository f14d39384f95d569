// Checks what would be published: the tarballs, their types, and programs that use them.
import { basename, join } from 'node:path'
import { compile, CONSUMERS, exercise, prepare } from './packed/consumers.mjs'
import { withTarballs } from './packed/tarballs.mjs'
import { bin, root, succeeds } from './run.mjs'
import { check, finish, heading } from './tally.mjs'

withTarballs((folder, tarballs) => {
  heading('Tarballs')
  for (const tarball of tarballs) {
    const name = basename(tarball, '.tgz')
    check(`publint: ${name}`, () => succeeds(root, [bin('publint'), tarball, '--strict']))
    // ESM only, on purpose: CommonJS callers load it with require(esm), as the programs below do.
    const rules = ['--ignore-rules', 'cjs-resolves-to-esm']
    check(`types: ${name}`, () => succeeds(root, [bin('attw'), tarball, ...rules]))
  }

  heading('Programs of users')
  for (const consumer of CONSUMERS) {
    const project = join(folder, consumer.name)
    prepare(consumer, project, tarballs)
    for (const compiler of consumer.compilers) compile(consumer, project, compiler)
    check(`${consumer.name}: runs on Node ${process.version}`, () =>
      exercise(project, [process.execPath], process.version),
    )
  }
})
finish()
