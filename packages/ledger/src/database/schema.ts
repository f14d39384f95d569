import type { Migration } from '@countersign/database'

/**
 * The first version.
 *
 * `ledger` has one row, and whoever writes locks it first: so there is one order of everything, positions
 * have no holes, and nothing appears behind a position that somebody has read. Its `seal` is a hash of the
 * rest. `chains` has the head of each subject's chain. `recorded` never goes back within a chain, and
 * partitions are cut by it: what retention removes of a chain is its beginning, and `previous` of the first
 * row left shows how old that was.
 */
const FIRST: Migration = (schema) => [
  `CREATE TABLE ${schema}.ledger (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint NOT NULL DEFAULT 0,
    chain bigint NOT NULL DEFAULT 0,
    action bigint NOT NULL DEFAULT 0,
    action_hash bytea,
    seal bytea
  )`,
  `INSERT INTO ${schema}.ledger DEFAULT VALUES`,
  // 'owner' is what the chain is of: a digest of issuer and subject. The whole row is gone once erased.
  // There is room for another version of each row on its page: so that no index learns of a new one.
  // 'base' is the hash of the last use that retention has removed: the first one left cannot be verified without it.
  `CREATE TABLE ${schema}.chains (
    chain bigint PRIMARY KEY,
    owner text COLLATE "C" UNIQUE,
    issuer text,
    subject text,
    salt bytea,
    sequence bigint NOT NULL,
    hash bytea NOT NULL,
    base bytea,
    recorded timestamptz(3) NOT NULL,
    burst_from timestamptz(3),
    burst_uses integer NOT NULL DEFAULT 0
  ) WITH (fillfactor = 50)`,
  `CREATE TABLE ${schema}.uses (
    position bigint NOT NULL,
    recorded timestamptz(3) NOT NULL,
    previous timestamptz(3),
    chain bigint NOT NULL,
    sequence bigint NOT NULL,
    at timestamptz(3) NOT NULL,
    client text,
    token text,
    "grant" text,
    approval text,
    service text,
    method text,
    route text,
    status integer,
    decision text NOT NULL,
    reason text,
    scheme text,
    binding text,
    network text,
    agent text,
    tls_protocol text,
    tls_cipher text,
    notable text,
    hash bytea NOT NULL
  ) PARTITION BY RANGE (recorded)`,
  `CREATE INDEX ON ${schema}.uses (position)`,
  `CREATE INDEX ON ${schema}.uses (chain, sequence)`,
  `CREATE INDEX ON ${schema}.uses (client, position) WHERE client IS NOT NULL`,
  `CREATE INDEX ON ${schema}.uses (token, position) WHERE token IS NOT NULL`,
  `CREATE INDEX ON ${schema}.uses ("grant", position) WHERE "grant" IS NOT NULL`,
  `CREATE INDEX ON ${schema}.uses (approval, position) WHERE approval IS NOT NULL`,
  `CREATE INDEX ON ${schema}.uses (position) WHERE notable IS NOT NULL`,
  // What was seen before of a subject: its clients, approvals, networks. 'seen' is the day when it last was: days
  // since the epoch.
  `CREATE TABLE ${schema}.known (
    chain bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    seen integer NOT NULL,
    PRIMARY KEY (chain, kind, value)
  ) WITH (fillfactor = 80)`,
  `CREATE TABLE ${schema}.counts (
    hour timestamptz(3) NOT NULL,
    service text NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (hour, service, kind, reason)
  )`,
  // Batches that were written: one whose commit was not confirmed is written again, and must not count twice.
  `CREATE TABLE ${schema}.batches (
    id uuid PRIMARY KEY,
    recorded timestamptz(3) NOT NULL
  )`,
  // What was removed on purpose, in a chain of its own.
  `CREATE TABLE ${schema}.actions (
    action bigint PRIMARY KEY,
    at timestamptz(3) NOT NULL,
    kind text NOT NULL,
    details text NOT NULL,
    hash bytea NOT NULL
  )`,
]

/** In order; never changed once released, only added to. */
export const MIGRATIONS: readonly Migration[] = [FIRST]
