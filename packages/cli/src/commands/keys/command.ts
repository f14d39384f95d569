import { defineCommand, type AnyCommand } from '../../command.js'
import { EXIT } from '../../exit-code.js'
import { checkCommand } from './check.js'
import { convertCommand } from './convert.js'
import { generateCommand } from './generate.js'
import { rotateCommand } from './rotate.js'
import { thumbprintCommand } from './thumbprint.js'

/** `countersign keys`: makes keys, and looks at those that there are. */
export const keysCommand: AnyCommand = defineCommand({
  command: 'keys',
  describe: 'Make, rotate, convert and check keys',
  subcommands: [generateCommand, rotateCommand, thumbprintCommand, convertCommand, checkCommand],
  examples: [
    ['$0 keys generate --out key.jwk', 'a key to sign with, for its owner only'],
    ['$0 keys check https://id.example.com/jwks', 'the keys of a provider'],
    ['$0 keys convert --help', 'the options of one of them, with examples'],
  ],
  run: () => EXIT.usage,
})
