// Loads every entry point of our packages as a CommonJS caller and as an ESM one.
const { dependencies } = require('./package.json')

async function main() {
  console.log(`ok  ${process.version}`)
  const names = Object.keys(dependencies).filter((name) =>
    /^(?:@countersign\/|countersign$)/.test(name),
  )
  for (const name of names) {
    const entries = Object.keys(require(`${name}/package.json`).exports)
    for (const entry of entries.filter((path) => !path.endsWith('.json'))) {
      const specifier = name + entry.slice(1)
      const required = Object.keys(require(specifier)).filter((key) => key !== '__esModule')
      const imported = Object.keys(await import(specifier)).filter(
        (key) => key !== 'module.exports',
      )
      const same = required.toSorted().join() === imported.toSorted().join()
      console.log(`${same ? 'ok' : 'not ok'}  ${specifier}: ${imported.join(', ')}`)
    }
  }
}

void main()
