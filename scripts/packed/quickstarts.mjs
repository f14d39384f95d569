// A new user's path: an empty folder, the command that installs, the block to paste, and requests.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { root } from '../run.mjs'
import { check } from '../tally.mjs'
import { install } from './installers.mjs'

const AUDIENCE = 'https://api.example.com'
const ISSUER = 'https://id.example.com'

/** How many lines of their own somebody writes until a route is protected, from the verifier on. */
const FEWER_LINES_THAN = 10

/** The README of the whole has a block for each, under its name; a guide's is the first one in it. */
export const QUICKSTARTS = [
  { name: 'express', title: 'Express', needs: ['express'], serve: 'app.listen(PORT)' },
  { name: 'koa', title: 'Koa', needs: ['koa'], serve: 'app.listen(PORT)' },
  {
    name: 'nestjs',
    title: 'NestJS',
    needs: [
      '@nestjs/common',
      '@nestjs/core',
      '@nestjs/platform-express',
      'reflect-metadata',
      'rxjs',
    ],
    head: `import 'reflect-metadata'\nimport { NestFactory } from '@nestjs/core'`,
    serve: 'await (await NestFactory.create(AppModule, { logger: ["error"] })).listen(PORT)',
  },
]

/** Follows one, as npm installs it: 401 without a token, 200 with one, in less than ten lines. */
export async function follow(quickstart, folder, registry, provider) {
  const { name } = quickstart
  const { code, command } = documented(quickstart)
  await check(`quickstart ${name}: fewer than ten lines to the first protected route`, () => {
    const count = linesToRoute(code)
    if (!(count < FEWER_LINES_THAN)) console.log(`${count} lines:\n${code}`)
    return count < FEWER_LINES_THAN
  })
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  registry.useIn(folder)
  await check(`quickstart ${name}: ${command.join(' ')}`, () =>
    install('npm', folder, command.slice(2)),
  )
  await check(`quickstart ${name}: works as pasted`, async () => {
    const port = await freePort()
    await writeProgram(quickstart, code, folder, { port, issuer: provider.issuer })
    return answersRight(code, folder, port, provider)
  })
}

/** The first block of the guide, and how it says to install. */
function documented({ name, title, needs }) {
  const guide = join(root, 'docs/guide', `${name}.md`)
  const isThere = existsSync(guide)
  const text = readFileSync(isThere ? guide : join(root, 'README.md'), 'utf8')
  const from = isThere ? text : text.slice(text.indexOf(`\n## ${title}\n`))
  const installing = isThere
    ? text
    : readFileSync(join(root, 'packages', name, 'README.md'), 'utf8')
  const [, code] = /```ts[^\n]*\n([^]*?)```/.exec(from)
  const [line] = /npm install [^\n]*/.exec(installing)
  const command = line.split(' ')
  // A README takes it that the framework is there.
  return { code, command: isThere ? command : [...new Set([...command, ...needs])] }
}

/** Lines of code from the verifier on to the route that asks for a scope; none of closing brackets alone. */
function linesToRoute(code) {
  const lines = code.split('\n')
  const from = lines.findIndex((line) => line.includes('createVerifier({'))
  const to = lines.findIndex(
    (line, at) => at > from && /(?:requireScopes|RequireScopes|authorize)\(/.test(line),
  )
  if (from === -1 || to === -1) return Number.POSITIVE_INFINITY
  return lines.slice(from, to + 1).filter((line) => /\w/.test(line.replace(/^\s*\/\/.*/, '')))
    .length
}

/**
 * Writes the block as JavaScript, as every compiler of TypeScript would. Two things are not as pasted: the issuer's
 * address, as id.example.com is nobody's and the test's provider is on loopback, and the port, which has to be free. And
 * where the block leaves it to its reader to listen, a last line does.
 */
async function writeProgram({ head = '', serve }, code, folder, { port, issuer }) {
  const pasted = code.replaceAll(ISSUER, issuer).replace(/\.listen\(\s*\d+/, `.listen(${port}`)
  const program = pasted.includes('.listen(')
    ? pasted
    : [head, pasted, serve.replace('PORT', port)].join('\n')
  writeFileSync(join(folder, 'server.ts'), program)
  const build = await rolldown({
    cwd: folder,
    platform: 'node',
    input: 'server.ts',
    // What decorators become needs a few functions of the compiler's own.
    external: (id) => !id.endsWith('server.ts') && !id.includes('@oxc-project/runtime'),
    transform: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  })
  await build.write({ file: join(folder, 'server.js') })
  await build.close()
}

async function answersRight(code, folder, port, provider) {
  const [, path = '/'] =
    /\.get\(\s*'([^']+)'/.exec(code) ?? /@Controller\('([^']+)'\)/.exec(code) ?? []
  const [, scope] = /equireScopes\('([^']+)'/.exec(code)
  const server = spawn(process.execPath, ['server.js'], { cwd: folder })
  let said = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => (said += text))
  try {
    const url = new URL(path, `http://127.0.0.1:${port}`)
    const without = await answer(url, {}, server)
    const token = await provider.token({ aud: AUDIENCE, scope })
    const withToken = await answer(url, { authorization: `Bearer ${token}` }, server)
    const right =
      without.status === 401 &&
      without.headers.get('www-authenticate')?.startsWith('Bearer') === true &&
      withToken.status === 200
    if (!right) console.log(without.status, withToken.status, await withToken.text(), said)
    return right
  } catch (error) {
    console.log(error, said)
    return false
  } finally {
    server.kill()
    if (server.exitCode === null) await once(server, 'exit')
  }
}

/** Asks until somebody listens, for as long as the server runs. */
async function answer(url, headers, server) {
  for (let attempt = 0; attempt < 600 && server.exitCode === null; attempt++) {
    try {
      return await fetch(url, { headers })
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  throw new Error('the server does not answer')
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
