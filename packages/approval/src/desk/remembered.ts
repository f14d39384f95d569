/**
 * Seconds that a withdrawal is kept: longer than any token of ours can still live, also one of a resource whose
 * tokens lived longer before, and whatever clocks say.
 */
export const REMEMBERED = 700
