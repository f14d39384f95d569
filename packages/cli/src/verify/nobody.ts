/** The origin of nobody: no proof is for it, and no token of it. */
export const NOBODY = 'https://unknown.invalid'
