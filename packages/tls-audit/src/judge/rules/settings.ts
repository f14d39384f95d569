import type { Finding } from '../finding.js'

// Lines of 63 characters at most: they are shown beside a margin, on a terminal of 80. Those of nginx can be pasted
// as they are, inside `http` or the default server of the port; those of Envoy inside `common_tls_context`,
// but where another place is named; those of Node into the options of `createServer`.

const lines = (...all: readonly string[]): string => all.join('\n')

export const FORWARD_SECRET_SUITES: Finding['mend'] = {
  node: '...forwardSecretOptions(), // of @countersign/tls-audit',
  nginx: lines(
    'ssl_protocols TLSv1.2 TLSv1.3;',
    'ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;',
    'ssl_prefer_server_ciphers on;',
  ),
  envoy: lines(
    'tls_params:',
    '  tls_minimum_protocol_version: TLSv1_2',
    '  cipher_suites:',
    '  - ECDHE-ECDSA-AES128-GCM-SHA256',
    '  - ECDHE-RSA-AES128-GCM-SHA256',
    '  - ECDHE-ECDSA-AES256-GCM-SHA384',
    '  - ECDHE-RSA-AES256-GCM-SHA384',
    '  - ECDHE-ECDSA-CHACHA20-POLY1305',
    '  - ECDHE-RSA-CHACHA20-POLY1305',
  ),
}

export const VERSIONS: Finding['mend'] = {
  node: "minVersion: 'TLSv1.2',",
  nginx: 'ssl_protocols TLSv1.2 TLSv1.3;',
  envoy: lines('tls_params:', '  tls_minimum_protocol_version: TLSv1_2'),
}

export const TLS13: Finding['mend'] = {
  node: lines(
    "maxVersion: 'TLSv1.3',",
    '// and in `ciphers`, if it is set: TLS_AES_128_GCM_SHA256',
  ),
  nginx: 'ssl_protocols TLSv1.2 TLSv1.3;',
  envoy: lines('tls_params:', '  tls_maximum_protocol_version: TLSv1_3'),
}

export const STRONG_DH: Finding['mend'] = {
  node: "dhparam: 'auto', // or no `dhparam` at all: no DHE",
  nginx: lines(
    '# openssl dhparam -out /etc/nginx/dh.pem 3072',
    'ssl_dhparam /etc/nginx/dh.pem;',
    '# or no ssl_dhparam at all, and no DHE',
  ),
}

export const SHORT_TICKETS: Finding['mend'] = {
  node: lines('sessionTimeout: 3600,', '// and rotateTicketKeys(server) of @countersign/tls-audit'),
  nginx: lines(
    'ssl_session_timeout 1h;',
    'ssl_session_tickets off;',
    '# or an ssl_session_ticket_key that is new each day',
  ),
  envoy: lines(
    '# in the DownstreamTlsContext; the timeout is of TLS 1.2 alone',
    'session_timeout: 3600s',
    'disable_stateless_session_resumption: true',
  ),
}

export const HYBRID_GROUP: Finding['mend'] = {
  node: lines(
    '// where process.versions.openssl is 3.5 or later',
    "ecdhCurve: 'X25519MLKEM768:X25519:P-256',",
  ),
  nginx: lines('# with OpenSSL 3.5 or later', 'ssl_ecdh_curve X25519MLKEM768:X25519:prime256v1;'),
  envoy: lines('tls_params:', '  ecdh_curves: [X25519MLKEM768, X25519, P-256]'),
}

export const STRONG_GROUPS: Finding['mend'] = {
  node: "ecdhCurve: 'X25519:P-256:P-384',",
  nginx: 'ssl_ecdh_curve X25519:prime256v1:secp384r1;',
  envoy: lines('tls_params:', '  ecdh_curves: [X25519, P-256]'),
}

export const CERTIFICATE: Finding['mend'] = {
  node: lines('// a new one, with the intermediate ones behind it', 'key, cert,'),
  nginx: lines(
    '# a new one, with the intermediate ones behind it',
    'ssl_certificate /etc/nginx/fullchain.pem;',
    'ssl_certificate_key /etc/nginx/key.pem;',
  ),
  envoy: lines(
    '# a new one, with the intermediate ones behind it',
    'tls_certificates:',
    '- certificate_chain: { filename: /etc/envoy/fullchain.pem }',
    '  private_key: { filename: /etc/envoy/key.pem }',
  ),
}

export const HSTS: Finding['mend'] = {
  node: lines('response.setHeader(', "  'Strict-Transport-Security', 'max-age=63072000')"),
  nginx: 'add_header Strict-Transport-Security "max-age=63072000" always;',
  envoy: lines(
    '# in the virtual host',
    'response_headers_to_add:',
    '- header:',
    '    key: Strict-Transport-Security',
    '    value: max-age=63072000',
  ),
}
