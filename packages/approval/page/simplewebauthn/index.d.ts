// The server serves the ES modules of this package here: types for the relative import.
export {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser'
