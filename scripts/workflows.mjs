// What is wrong with the workflows: what a run of them would only tell once it is too late.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { root } from './run.mjs'

const FOLDER = join(root, '.github/workflows')

/** Every fault of every workflow, with the file that it is in. */
export function workflowProblems() {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return readdirSync(FOLDER).flatMap((file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8')
    const { permissions, on, jobs } = parse(text)
    const problems = [
      ...(JSON.stringify(permissions) === '{}' ? [] : ['grants more than nothing to every job']),
      ...('pull_request_target' in on ? ['runs what strangers send, with our rights'] : []),
      ...Object.values(jobs).flatMap((job) => jobProblems(job)),
      ...commandsIn(parse(text)).flatMap((command) => commandProblems(command, scripts)),
      ...[...text.matchAll(/uses:\s*(\S+)(.*)/g)].flatMap(([, used, rest]) =>
        actionProblems(used, rest),
      ),
      // Whoever names a branch or a title would write a part of the command.
      ...commandsIn(parse(text))
        .filter((command) => command.includes('${{'))
        .map((command) => `${command}: give it what it needs by env`),
    ]
    return problems.map((problem) => `${file}: ${problem}`)
  })
}

function jobProblems(job) {
  const isCall = job.uses !== undefined
  return [
    ...(job.permissions === undefined ? ['a job does not say what it may do'] : []),
    ...(isCall || job['timeout-minutes'] ? [] : ['a job may run for hours']),
  ]
}

/** What each step runs, and what it has an action run. */
function commandsIn({ jobs }) {
  return Object.values(jobs)
    .flatMap(({ steps = [] }) => steps)
    .flatMap(({ run, with: { version, publish } = {} }) => [run, version, publish])
    .filter((command) => typeof command === 'string')
}

/** Whether the scripts are there that a command names. */
function commandProblems(command, scripts) {
  const files = [...command.matchAll(/(?:^|\s)((?:scripts\/|\.ci\/)\S+)/g)].map(([, file]) => file)
  const names = [...command.matchAll(/\brun ([\w:-]+)/g)].map(([, name]) => name)
  return [
    ...files.filter((file) => !existsSync(join(root, file))).map((file) => `no file ${file}`),
    ...names.filter((name) => !(name in scripts)).map((name) => `no script ${name}`),
  ]
}

/** A tag can be moved to other code: a commit, with the tag for people, or a tag with a comment that says so. */
function actionProblems(used, rest) {
  if (used.startsWith('./')) {
    return existsSync(join(root, used)) ? [] : [`no workflow ${used}`]
  }
  const isCommit = /^[\w-]+\/[\w/-]+@[0-9a-f]{40}$/.test(used)
  const says = isCommit ? /^\s+# v\d+\.\d+\.\d+$/ : /^\s+# a tag: \S/
  return says.test(rest) ? [] : [`${used}: neither a commit and its version nor a reason`]
}
