import { ConfigError, type Policy } from '@countersign/core'
import { UseInterceptors } from '@nestjs/common'
import { ACCESS, type Access, POLICIES, VERIFIER_NAME } from './auth.constants.js'
import { GuardedInterceptor } from './guarded.interceptor.js'

type Decorator = ClassDecorator & MethodDecorator

/** A decorator that says who gets in. */
export function access(value: Access): Decorator {
  return decorator((target) => {
    if (value === 'public' && asksForCredentials(target)) throw contradiction()
    Reflect.defineMetadata(ACCESS, value, target)
  })
}

/** A decorator that adds a policy to those that class, base class or method have already. */
export function policy(value: Policy): Decorator {
  return decorator((target) => {
    askForCredentials(target)
    const present: readonly Policy[] = Reflect.getMetadata(POLICIES, target) ?? []
    Reflect.defineMetadata(POLICIES, [...present, value], target)
  })
}

/** A decorator that says which verifier there is to be asked. */
export function verifierName(name: string): Decorator {
  return decorator((target) => {
    askForCredentials(target)
    Reflect.defineMetadata(VERIFIER_NAME, name, target)
  })
}

// The guard is what reads these. Where there is none, somebody has to notice.
const insistOnGuard = UseInterceptors(new GuardedInterceptor())

function askForCredentials(target: object): void {
  const own: Access | undefined = Reflect.getOwnMetadata(ACCESS, target)
  if (own === 'public') throw contradiction()
  // What a method asks for, it asks for also if its class is public.
  if (own === undefined) Reflect.defineMetadata(ACCESS, 'required' satisfies Access, target)
  if (!asksForCredentials(target)) insistOnGuard(target as NewableFunction)
}

function asksForCredentials(target: object): boolean {
  return [POLICIES, VERIFIER_NAME].some((key) => Reflect.hasOwnMetadata(key, target))
}

function decorator(write: (target: object) => void): Decorator {
  return (target: object, _key?: string | symbol, method?: PropertyDescriptor) => {
    // As Nest's own decorators do: metadata of a method is kept on its function.
    write(method ? method.value : target)
  }
}

function contradiction(): ConfigError {
  return new ConfigError('Public', 'contradicts a policy or verifier of the same class or method')
}
