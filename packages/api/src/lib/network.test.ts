import { expect, test } from 'vitest'
import { networkOf } from './network.ts'

test('an address is known by its network alone', () => {
  const of = (ip: string) => [networkOf(ip, { octets: 3, groups: 3 }), networkOf(ip, { octets: 4, groups: 4 })]
  expect(of('203.0.113.77')).toEqual(['203.0.113.0/24', '203.0.113.77'])
  expect(of('::ffff:203.0.113.77')).toEqual(['203.0.113.0/24', '203.0.113.77'])
  expect(of('2001:db8:1:2:3:4:5:6')).toEqual(['2001:db8:1::/48', '2001:db8:1:2::/64'])
  expect(of('2001:db8::6')).toEqual(['2001:db8:0::/48', '2001:db8:0:0::/64'])
  expect(of('::1')).toEqual(['0:0:0::/48', '0:0:0:0::/64'])
})
