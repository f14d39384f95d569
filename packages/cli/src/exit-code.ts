/** What the shell is told. Documented in the README: stable. */
export const EXIT = {
  /** Nothing wrong was found. */
  ok: 0,
  /** It was looked at, and something is wrong: a token refused, a forgery accepted, a verdict below `enforced`. */
  found: 1,
  /** The command was not understood, or told to do what it will not. */
  usage: 2,
  /** It could not be decided: a server that does not answer, a file that cannot be read. */
  undecided: 3,
  /** Ctrl-C. */
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
