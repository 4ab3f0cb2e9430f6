import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { brokerReply } from '../../../src/server/feed/read/brokerReply.ts'

const TIME = '1795382588188999999'
const DELIVERY = { seq: 7, place: 5, storedAt: 1_795_382_588_188, pending: 3 }

test.each([
  ['as brokers have it', `$JS.ACK.FLOOR.c1.1.7.5.${TIME}.3`],
  ['with a domain and an account', `$JS.ACK.hub.h4sh.FLOOR.c1.1.7.5.${TIME}.3`],
  ['and a word at the end', `$JS.ACK._.h4sh.FLOOR.c1.1.7.5.${TIME}.3.x9`],
  ['and more of them', `$JS.ACK._.h4sh.FLOOR.c1.1.7.5.${TIME}.3.x9.8.7`],
  ['names that are numbers', `$JS.ACK.1.2.3.7.5.${TIME}.3`],
  ['all names numbers', `$JS.ACK.1.2.3.4.5.7.5.${TIME}.3.9`],
])('a reply subject %s', (_, reply) => {
  expect(brokerReply(reply)).toEqual(DELIVERY)
})

test('a time is cut to the millisecond, never rounded up', () => {
  const nanos = fc.bigInt({ min: 1_000_000n, max: 9_223_372_036_854_775_807n })
  fc.assert(
    fc.property(nanos, (time) => {
      expect(brokerReply(`$JS.ACK.FLOOR.c1.1.7.5.${time}.3`)?.storedAt).toBe(Number(time / 1_000_000n))
    }),
  )
})

test('the largest numbers there are', () => {
  const most = '18446744073709551615'
  expect(brokerReply(`$JS.ACK.FLOOR.c1.1.9007199254740991.9007199254740991.${TIME}.${most}`)).toMatchObject({
    seq: Number.MAX_SAFE_INTEGER,
    place: Number.MAX_SAFE_INTEGER,
    pending: Number(most),
  })
})

describe('no delivery', () => {
  test.each([
    '',
    '$JS.ACK',
    '_INBOX.x.1',
    '$JS.FC.FLOOR.c1.x',
    `$JS.ACK.FLOOR.c1.1.7.5.${TIME}`,
    `$JS.ACK.h4sh.FLOOR.c1.1.7.5.${TIME}.3`,
    `$JS.ACK.FLOOR.c1.1.7.5.${TIME}.3.x9`,
    `x$JS.ACK.FLOOR.c1.1.7.5.${TIME}.3`,
    `$JS.ACK.FLOOR.c1.1.7.-5.${TIME}.3`,
    `$JS.ACK.FLOOR.c1.1.7.5e1.${TIME}.3`,
    `$JS.ACK.FLOOR.c1.1..5.${TIME}.3`,
    `$JS.ACK..c1.1.7.5.${TIME}.3`,
    '$JS.ACK.FLOOR.c1.1.7.5.1795382588x88999999.3',
    '$JS.ACK.FLOOR.c1.1.7.5.999999.3',
  ])('%j', (reply) => {
    expect(brokerReply(reply)).toBeUndefined()
  })

  test('and nothing throws', () => {
    const word = fc.oneof(fc.string(), fc.nat().map(String), fc.constantFrom('$JS', 'ACK'))
    fc.assert(fc.property(fc.array(word, { maxLength: 14 }), (words) => void brokerReply(words.join('.'))))
  })
})
