/** The statements of one migration, in a schema: its name comes quoted. */
export type Migration = (schema: string) => readonly string[]
