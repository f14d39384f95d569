/** Seconds that anybody may keep a document. Short, so that a key that was withdrawn is soon known everywhere. */
export const MAX_AGE = 300
