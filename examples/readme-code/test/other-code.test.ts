import { describe, expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { type Fence, fencesIn, fencesOf, markdownFiles } from './fences.js'

/** What is compiled, by another test. */
const COMPILED = new Set(['ts', 'tsx', 'mts', 'cts', 'js', 'mjs', 'cjs'])

/** What a reader is told to run. A new command needs a thought: does everybody have it? */
const COMMANDS = new Set(
  [
    'bun cd corepack countersign curl deno echo export git kubectl mkdir nest node npm npx openssl',
    'pbpaste pnpm redis-cli yarn',
  ].flatMap((names) => names.split(' ')),
)

const problems: Readonly<Record<string, (code: string) => string | undefined>> = {
  json: jsonProblem,
  yaml: (code) => parseDocument(code).errors[0]?.message,
  sh: shellProblem,
  http: httpProblem,
  // What a program prints, and pictures of letters.
  text: () => undefined,
  '': () => undefined,
}

function jsonProblem(code: string): string | undefined {
  try {
    JSON.parse(code)
    return undefined
  } catch (error) {
    return String(error)
  }
}

/** Each command of it, behind its assignments, has to be one that is known. */
function shellProblem(code: string): string | undefined {
  const lines = code.replaceAll('\\\n', ' ').split('\n')
  const commands = lines
    .map((line) => line.replace(/(^|\s)#.*$/, '').replaceAll(/'[^']*'|"[^"]*"/g, 'TEXT'))
    .flatMap((line) => line.split(/&&|\|\||[|;]/))
    .map((command) => command.trim().replace(/^(?:[A-Z_\d]+=\S*\s*)+/, ''))
    .filter((command) => command !== '')
  return commands.find((command) => !COMMANDS.has(command.split(/\s/, 1).join('')))
}

/** A request or an answer: its first line, fields, and perhaps a body behind an empty line. */
function httpProblem(code: string): string | undefined {
  const [head = ''] = code.split('\n\n', 1)
  const [first = '', ...fields] = head.trimEnd().split('\n')
  const isStart = /^(?:[A-Z]+ \S+ HTTP\/1\.1|HTTP\/1\.1 \d{3} .+)$/.test(first)
  return isStart ? fields.find((field) => !/^[A-Za-z-]+: \S|^ +\S/.test(field)) : first
}

function problemOf({ language, code }: Fence): string | undefined {
  if (COMPILED.has(language)) return undefined
  const check = problems[language]
  return check ? check(code) : 'nobody checks this language'
}

const say = (language: string, code: string) => problemOf({ at: '', language, code })

describe('blocks of other languages', () => {
  it('are what they say they are', () => {
    const fences = markdownFiles().flatMap(fencesOf)
    expect(fences.filter(({ language }) => language === 'sh').length).toBeGreaterThan(10)
    const wrong = fences.flatMap((fence) => {
      const problem = problemOf(fence)
      return problem === undefined ? [] : [`${fence.at}: ${problem.trim()}`]
    })
    expect(wrong).toEqual([])
  })

  it('are looked into', () => {
    expect(say('json', '{ "a": 1, }')).toContain('SyntaxError')
    expect(say('sh', 'npm start | rm -rf .')).toBe('rm -rf .')
    expect(say('sh', "A=1 node x.js \\\n  --y # '\n")).toBeUndefined()
    expect(say('http', 'HTTP/1.1 401 Unauthorized\nno field\n')).toBe('no field')
    expect(say('toml', 'a = 1')).toBe('nobody checks this language')
  })
})

describe('finding blocks', () => {
  it('sees titled, indented and longer ones', () => {
    const text = '```ts [a.ts]\n1\n```\n\n- x\n\n  ```json\n  {}\n  ```\n\n````sh\n```\n````\n'
    expect(fencesIn('x.md', text)).toEqual([
      { at: 'x.md:1', language: 'ts', code: '1\n' },
      { at: 'x.md:7', language: 'json', code: '{}\n' },
      { at: 'x.md:11', language: 'sh', code: '```\n' },
    ])
  })

  it('misses no end', () => {
    expect(() => fencesIn('x.md', '```ts\n1\n')).toThrow('x.md:1')
  })
})
