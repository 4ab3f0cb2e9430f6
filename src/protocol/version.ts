/**
 * The wire's version. It moves when an older display would misread a frame; adding a member does not move it.
 *
 * - 1: snapshot, delta, pulse, done, refused; subscribe, claim, release, resolve, acknowledge, correct.
 */
export const PROTOCOL_VERSION = 1

/** The WebSocket subprotocol that names the version in the handshake. */
export const SUBPROTOCOL = 'callboard.v1'
