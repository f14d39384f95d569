import { ConfigError, type Policy } from '@countersign/core'
import { UseInterceptors } from '@nestjs/common'
import { ACCESS, type Access, POLICIES } from './auth.constants.js'
import { GuardedInterceptor } from './guarded.interceptor.js'

type Decorator = ClassDecorator & MethodDecorator

/** A decorator that says who gets in. */
export function access(value: Access): Decorator {
  return decorator((target) => {
    if (value === 'public' && Reflect.hasOwnMetadata(POLICIES, target)) throw contradiction()
    Reflect.defineMetadata(ACCESS, value, target)
  })
}

/** A decorator that adds a policy to those that class, base class or method have already. */
export function policy(value: Policy): Decorator {
  return decorator((target) => {
    const own: Access | undefined = Reflect.getOwnMetadata(ACCESS, target)
    if (own === 'public') throw contradiction()
    // A policy on a method asks for credentials, even if its class is public.
    if (own === undefined) Reflect.defineMetadata(ACCESS, 'required' satisfies Access, target)
    if (!Reflect.hasOwnMetadata(POLICIES, target)) insistOnGuard(target as NewableFunction)
    const present: readonly Policy[] = Reflect.getMetadata(POLICIES, target) ?? []
    Reflect.defineMetadata(POLICIES, [...present, value], target)
  })
}

// The guard is what reads a policy. Where there is none, somebody has to notice.
const insistOnGuard = UseInterceptors(new GuardedInterceptor())

function decorator(write: (target: object) => void): Decorator {
  return (target: object, _key?: string | symbol, method?: PropertyDescriptor) => {
    // As Nest's own decorators do: metadata of a method is kept on its function.
    write(method ? method.value : target)
  }
}

function contradiction(): ConfigError {
  return new ConfigError('Public', 'contradicts a policy on the same class or method')
}
