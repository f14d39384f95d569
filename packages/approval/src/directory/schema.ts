import type { Migration } from '@countersign/database'

/**
 * The first version. No table refers to another one: what is recorded of a device, or an approval, stays when
 * that is gone. Names are compared byte by byte.
 */
const FIRST: Migration = (schema) => [
  `CREATE TABLE ${schema}.devices (
    id text COLLATE "C" PRIMARY KEY,
    subject text COLLATE "C" NOT NULL,
    name text NOT NULL,
    paired_at timestamptz(3) NOT NULL,
    last_used_at timestamptz(3),
    push_endpoint text COLLATE "C",
    push_p256dh text,
    push_auth text,
    credential_id text COLLATE "C" NOT NULL UNIQUE,
    public_key bytea NOT NULL,
    counter bigint NOT NULL,
    transports text NOT NULL,
    backed_up boolean NOT NULL
  )`,
  `CREATE INDEX ON ${schema}.devices (subject, paired_at, id)`,
  // 'wish' and 'granted' are JSON, as text: that keeps what no text of PostgreSQL holds, and hands it back as
  // it came. 'open_until': until when there is something to answer, to fetch or to stop; NULL where there is
  // nothing any more. 'over_at': nothing of it has happened, or was good, after that.
  `CREATE TABLE ${schema}.approvals (
    id text COLLATE "C" PRIMARY KEY,
    subject text COLLATE "C" NOT NULL,
    client_id text COLLATE "C" NOT NULL,
    wish text NOT NULL,
    address text,
    network text,
    user_agent text,
    asked_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    decision text COLLATE "C" CHECK (decision IN ('approved', 'denied')),
    decided_at timestamptz(3),
    decided_by text,
    granted text,
    issued_at timestamptz(3),
    token_expires_at timestamptz(3),
    stopped_at timestamptz(3),
    open_until timestamptz(3) GENERATED ALWAYS AS (
      CASE WHEN stopped_at IS NULL AND coalesce(decision, 'approved') = 'approved'
        THEN coalesce(token_expires_at, expires_at) END
    ) STORED,
    over_at timestamptz(3) NOT NULL GENERATED ALWAYS AS (
      greatest(asked_at, expires_at, decided_at, issued_at, token_expires_at, stopped_at)
    ) STORED,
    CHECK ((decision IS NULL) = (decided_at IS NULL)),
    CHECK ((coalesce(decision, 'denied') = 'approved') = (granted IS NOT NULL)),
    CHECK (granted IS NOT NULL OR coalesce(issued_at, token_expires_at, stopped_at) IS NULL)
  )`,
  `CREATE INDEX ON ${schema}.approvals (subject, asked_at, id)`,
  `CREATE INDEX ON ${schema}.approvals (subject, open_until) WHERE open_until IS NOT NULL`,
  `CREATE INDEX ON ${schema}.approvals (subject, client_id, decided_at, id) WHERE decision IS NOT NULL`,
  `CREATE INDEX ON ${schema}.approvals (subject, client_id, decided_at) WHERE decision = 'approved'`,
  `CREATE INDEX ON ${schema}.approvals (over_at)`,
  // 'until' is NULL for good.
  `CREATE TABLE ${schema}.blocks (
    subject text COLLATE "C" NOT NULL,
    client_id text COLLATE "C" NOT NULL,
    at timestamptz(3) NOT NULL,
    until timestamptz(3),
    PRIMARY KEY (subject, client_id)
  )`,
  `CREATE INDEX ON ${schema}.blocks (until) WHERE until IS NOT NULL`,
  `CREATE TABLE ${schema}.user_codes (
    subject text COLLATE "C" PRIMARY KEY,
    salt bytea NOT NULL,
    hash bytea NOT NULL,
    cost integer NOT NULL,
    block_size integer NOT NULL,
    parallelization integer NOT NULL
  )`,
  `CREATE TABLE ${schema}.history (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text COLLATE "C" NOT NULL,
    at timestamptz(3) NOT NULL,
    kind text COLLATE "C" NOT NULL,
    device text,
    client_id text,
    approval_id text,
    detail text,
    network text
  )`,
  `CREATE INDEX ON ${schema}.history (subject, at, number)`,
  `CREATE INDEX ON ${schema}.history (at)`,
  `CREATE TABLE ${schema}.deliveries (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz(3) NOT NULL,
    approval_id text COLLATE "C",
    subject text NOT NULL,
    notifier text NOT NULL,
    device text,
    outcome text COLLATE "C" NOT NULL,
    attempts integer NOT NULL
  )`,
  `CREATE INDEX ON ${schema}.deliveries (approval_id, number) WHERE approval_id IS NOT NULL`,
  `CREATE INDEX ON ${schema}.deliveries (at)`,
  // When something that one instance does for all of them was last begun.
  `CREATE TABLE ${schema}.chores (
    name text COLLATE "C" PRIMARY KEY,
    at timestamptz(3) NOT NULL
  )`,
]

/** In order; never changed once released, only added to. */
export const MIGRATIONS: readonly Migration[] = [FIRST]
