import type { Invitation } from '@countersign/approval'
import type { Ledger } from '@countersign/ledger'
import { openLedger } from 'example-shared'
import { startExpress } from './apis/express.js'
import { startKoa } from './apis/koa.js'
import { startNest } from './apis/nestjs.js'
import { startApprovalService, type ApprovalService } from './approval-service.js'
import { ADA } from './names.js'
import { createClientKey } from './print-shop/client-key.js'
import { PrintShop } from './print-shop/print-shop.js'
import { startShopServer } from './print-shop/shop-server.js'
import type { PhotoServers } from './print-shop/visit.js'

/** Ports of the servers. Default: free ones. */
export interface ApprovalPorts {
  readonly approval?: number
  readonly express?: number
  readonly koa?: number
  readonly nestjs?: number
  readonly shop?: number
}

/** The running example. */
export interface ApprovalDemo {
  readonly approval: ApprovalService
  readonly servers: PhotoServers
  /** The shop's page. */
  readonly shop: string
  /** The client that the page asks by. */
  readonly client: PrintShop
  readonly ledger: Ledger
  /** A code by which Ada pairs her phone. */
  invite(): Promise<Invitation>
  close(): Promise<void>
}

/** Starts the approval server, the photos on three frameworks, and the shop, on loopback. */
export async function startApproval(ports: ApprovalPorts = {}): Promise<ApprovalDemo> {
  const parts: Part[] = []
  const close = async (): Promise<void> => {
    for (const part of parts.splice(0).toReversed()) await part.close()
  }
  try {
    return { ...(await startParts(ports, parts)), close }
  } catch (error) {
    // A port that is taken, say: what has started by then would stay.
    await close()
    throw error
  }
}

interface Part {
  close(): Promise<void>
}

/** Notes each part that has started, in this order. */
async function startParts(
  ports: ApprovalPorts,
  parts: Part[],
): Promise<Omit<ApprovalDemo, 'close'>> {
  const started = async <P extends Part>(starting: Promise<P>): Promise<P> => {
    const part = await starting
    parts.push(part)
    return part
  }
  const key = await createClientKey()
  const ledger = await started(openLedger())
  const approval = await started(startApprovalService(ledger, key, ports.approval))
  const { issuer, revocation } = approval
  const express = await started(startExpress({ issuer, revocation, port: ports.express }))
  const koa = await started(startKoa({ issuer, revocation, port: ports.koa }))
  const nestjs = await started(startNest({ issuer, revocation, port: ports.nestjs }))
  const servers = { express: express.url, koa: koa.url, nestjs: nestjs.url }
  const client = await PrintShop.open(issuer, key)
  const shop = await started(startShopServer(client, servers, ports.shop))
  const invite = async (): Promise<Invitation> => approval.server.invite(ADA)
  return { approval, servers, shop: shop.url, client, ledger, invite }
}
