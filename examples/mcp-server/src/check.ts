import { startMcpExample } from './mcp-example.js'
import { runNoteTaker } from './run-note-taker.js'

const EXPECTED: Readonly<Record<string, string>> = {
  'asks for, without a token': 'notes:read',
  list_notes: '',
  'asks for, to add a note': 'notes:read notes:write',
  add_note: 'Noted.',
  'list_notes again': 'Milk',
}

const example = await startMcpExample()
const steps = await runNoteTaker(example)
await example.close()

const wrong = steps.filter(({ name, got }) => got !== EXPECTED[name])
for (const step of steps) {
  console.log(`${wrong.includes(step) ? '✗' : '✓'} ${step.name}: ${step.got || '(nothing)'}`)
}
console.log(`\n${steps.length - wrong.length} passed, ${wrong.length} failed`)
process.exitCode = wrong.length === 0 && steps.length === Object.keys(EXPECTED).length ? 0 : 1
