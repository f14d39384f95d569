/** Of the databases of tests, quoted. */
export const SCHEMA = '"countersign_ledger"'
