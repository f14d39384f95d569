import type { ApprovalMessage } from '@countersign/approval'
import type { MemoryReplayStore, MemoryRevocationList, Verifier } from '@countersign/core'
import type { IssuerMessage, KeyRingMessage } from '@countersign/issuer'
import type { Ledger, LedgerMessage, NotableMessage } from '@countersign/ledger'
import type { TicketKeyMessage } from '@countersign/tls-audit'
import type { Instrumentation } from '@opentelemetry/instrumentation'
import type { MeterProvider } from '@opentelemetry/sdk-metrics'
import type { NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import { expectTypeOf, it } from 'vitest'
import {
  type CountersignInstrumentation,
  type CountersignInstrumentationConfig,
  type LedgerLike,
  type SizedLike,
  startTelemetry,
  type Stoppable,
  type TelemetryOptions,
  type VerifierLike,
} from '../src/index.js'
import type * as read from '../src/messages.js'

it('reads of the messages of other rooms what is in them', () => {
  expectTypeOf<LedgerMessage>().toExtend<read.LedgerMessage>()
  expectTypeOf<NotableMessage>().toExtend<read.NotableMessage>()
  expectTypeOf<IssuerMessage>().toExtend<read.IssuerMessage>()
  expectTypeOf<KeyRingMessage>().toExtend<read.KeyRingMessage>()
  expectTypeOf<TicketKeyMessage>().toExtend<read.TicketKeyMessage>()
  expectTypeOf<ApprovalMessage>().toExtend<read.ApprovalMessage>()
})

it('takes the real things to look at', () => {
  expectTypeOf<Verifier<{ tenant: string }>>().toExtend<VerifierLike>()
  expectTypeOf<Ledger>().toExtend<LedgerLike>()
  expectTypeOf<MemoryReplayStore>().toExtend<SizedLike>()
  expectTypeOf<MemoryRevocationList>().toExtend<SizedLike>()
})

it('takes the providers of the SDK', () => {
  expectTypeOf<MeterProvider>().toExtend<NonNullable<TelemetryOptions['meterProvider']>>()
  expectTypeOf<NodeTracerProvider>().toExtend<NonNullable<TelemetryOptions['tracerProvider']>>()
  expectTypeOf(startTelemetry).returns.toEqualTypeOf<Stoppable>()
  expectTypeOf<Stoppable>().toExtend<Disposable>()
})

it('is an instrumentation by its shape', () => {
  expectTypeOf<CountersignInstrumentation>().toExtend<
    Instrumentation<CountersignInstrumentationConfig>
  >()
  expectTypeOf<CountersignInstrumentation>().toExtend<Instrumentation>()
})

it('has no options that there are not', () => {
  // @ts-expect-error It is called "spans".
  expectTypeOf<TelemetryOptions['span']>().toBeNever()
  // @ts-expect-error The providers come by the setters.
  expectTypeOf<CountersignInstrumentationConfig['meterProvider']>().toBeNever()
})
