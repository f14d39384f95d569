import type { ExecutionContext } from '@nestjs/common'

// What the handlers that the guard let through are called with. Nest makes a context of its own for
// each guard and interceptor, but hands all of them the same arguments.
const admitted = new WeakSet<object>()

/** Remembers that the guard has let a call through. */
export function admit(context: ExecutionContext): void {
  for (const argument of objectsOf(context)) admitted.add(argument)
}

/** Whether the guard has let this very call through. */
export function wasAdmitted(context: ExecutionContext): boolean {
  const call = objectsOf(context)
  return call.length > 0 && call.every((argument) => admitted.has(argument))
}

function objectsOf(context: ExecutionContext): readonly object[] {
  const all: readonly unknown[] = context.getArgs()
  return all.filter(
    (argument): argument is object => typeof argument === 'object' && argument !== null,
  )
}
