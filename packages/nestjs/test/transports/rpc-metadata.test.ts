import { Metadata } from '@grpc/grpc-js'
import { ConfigError } from '@countersign/core'
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js'
import {
  KafkaContext,
  MqttContext,
  NatsContext,
  RedisContext,
  RmqContext,
  TcpContext,
} from '@nestjs/microservices'
import { describe, expect, it } from 'vitest'
import { rpcAuthorization } from '../../src/transports/rpc-metadata.js'

function of(...args: unknown[]): readonly unknown[] {
  const context = new ExecutionContextHost(args)
  context.setType('rpc')
  return rpcAuthorization(context)
}

const natsHeaders = (entries: Record<string, string[]>): object => ({
  keys: () => Object.keys(entries),
  values: (name: string) => entries[name] ?? [],
})

const nats = (headers?: object): unknown => new NatsContext(['orders', headers] as never)
const kafka = (message: object): unknown => new KafkaContext([message, 0, 't'] as never)
const rabbit = (properties: object): unknown => new RmqContext([{ properties }, {}, 'p'] as never)
const mqtt = (properties?: object): unknown => new MqttContext(['t', { properties }] as never)

describe('the token of a message', () => {
  it('is in the metadata of a gRPC call', () => {
    const metadata = new Metadata()
    expect(of({}, metadata, {})).toEqual([])
    metadata.add('Authorization', 'Bearer a')
    expect(of({}, metadata, {})).toEqual(['Bearer a'])
    metadata.add('authorization', 'Bearer b')
    expect(of({}, metadata, {})).toEqual(['Bearer a', 'Bearer b'])
    expect(of({ metadata, emit: () => true })).toHaveLength(2)
  })

  it('is in the headers of NATS, however they are written', () => {
    expect(of({}, nats())).toEqual([])
    expect(of({}, nats(natsHeaders({ other: ['x'] })))).toEqual([])
    expect(of({}, nats(natsHeaders({ Authorization: ['a'], authorization: ['b', 'c'] })))).toEqual([
      'a',
      'b',
      'c',
    ])
  })

  it('is in the headers of Kafka, as text or bytes', () => {
    expect(of({}, kafka({}))).toEqual([])
    expect(of({}, kafka({ headers: { authorization: Buffer.from('Bearer a') } }))).toEqual([
      'Bearer a',
    ])
    expect(of({}, kafka({ headers: { authorization: ['a', 'b'], AUTHORIZATION: 'c' } }))).toEqual([
      'a',
      'b',
      'c',
    ])
  })

  it('is in the headers among the properties of RabbitMQ', () => {
    expect(of({}, rabbit({}))).toEqual([])
    expect(of({}, rabbit({ headers: { Authorization: 'Bearer a' } }))).toEqual(['Bearer a'])
    expect(of({}, rabbit({ headers: { authorization: 7 } }))).toEqual([7])
  })

  it('is in the user properties of MQTT 5', () => {
    expect(of({}, mqtt())).toEqual([])
    expect(of({}, mqtt({ userProperties: { authorization: ['a', 'b'] } }))).toEqual(['a', 'b'])
  })

  it('is nowhere on TCP and Redis, nor on a transport that is not known', () => {
    for (const context of [new TcpContext([] as never), new RedisContext([] as never), undefined]) {
      expect(() => of({ authorization: 'Bearer a' }, context)).toThrow(ConfigError)
      expect(() => of({ token: 'a' }, context)).toThrow(
        /"getRpcAuthorization" has to be overridden/,
      )
    }
  })
})
