/**
 * What came of one question to a server.
 *
 * `refused` only by an alert that means it (40 handshake_failure, 70 protocol_version,
 * 71 insufficient_security) beside a control hello that passed: silence, a reset, garbage and every
 * other alert are `inconclusive`.
 */
export type Outcome = 'accepted' | 'refused' | 'inconclusive'
