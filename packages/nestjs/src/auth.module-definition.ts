import { ConfigurableModuleBuilder, type DynamicModule } from '@nestjs/common'
import { APP_GUARD } from '@nestjs/core'
import type { AuthModuleExtras, AuthModuleOptions } from './auth-module-options.interface.js'
import { AuthGuard } from './auth.guard.js'

const extras: AuthModuleExtras = { global: false }

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<AuthModuleOptions>()
    .setClassMethodName('forRoot')
    .setExtras(extras, (definition, { global = false }): DynamicModule => {
      const guard = { provide: APP_GUARD, useExisting: AuthGuard }
      const providers = [...(definition.providers ?? []), ...(global ? [guard] : [])]
      return { ...definition, global, providers }
    })
    .build()
