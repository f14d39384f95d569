/** `--json`, which every command has. For the types of a command's arguments, it names it once more. */
export const JSON_OPTION = {
  type: 'boolean',
  default: false,
  describe: 'Print one JSON document',
} as const
