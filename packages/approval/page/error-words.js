// What is said when something did not work: what it is, and what to do.
import { ApiError } from './api.js'
import { PasskeyError } from './passkey.js'

/** @type {Readonly<Record<import('./api.js').ErrorCode, string>>} */
const WORDS = {
  offline: 'The server cannot be reached. Check your connection, and try again.',
  unavailable: 'The server cannot do this at the moment. Try again in a minute.',
  signed_out: 'You were signed out. Sign in with your passkey to go on.',
  bad_request: 'The server did not accept this. Check what you typed in.',
  wrong_origin: 'This page was opened at another address than its own. Open it at the right one.',
  not_found: 'There is no such thing here. It may be gone, or not be yours.',
  too_large: 'This is more than the server takes.',
  too_many_tries: 'Too many tries. Wait a few minutes, and try again.',
  bad_code: 'This code is wrong, was used before, or is too old. Get a new one.',
  bad_passkey: 'This passkey was not accepted. Use the one of a device that you have paired.',
  device_known: 'This device is paired already. You can sign in with its passkey.',
  too_many_devices: 'You have as many devices as there can be. Remove one first.',
  last_device: 'This is your only device. Removing it has to be confirmed.',
  bad_name: 'A name has 1 to 60 characters, all of which can be seen.',
  bad_subscription: 'The server cannot send notifications by the service of this browser.',
  decided: 'This request was answered already.',
  expired: 'It is too late to answer this request.',
  out_of_bounds: 'This is more than was asked for, or nothing at all.',
  wrong_number: 'This is not the number. Look again at what the application shows.',
  too_many_wrong_numbers: 'Three wrong numbers: the request was refused.',
  nothing_to_stop: 'There is nothing left to stop.',
}

/**
 * @param {unknown} error
 * @returns {string}
 */
export function errorWords(error) {
  if (error instanceof PasskeyError) return error.message
  if (error instanceof ApiError) return WORDS[error.code] ?? WORDS.unavailable
  return 'Something went wrong on this page. Load it again.'
}
