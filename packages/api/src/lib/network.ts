import { isIPv4 } from 'node:net'

/** The network of an address: its first octets (IPv4) or groups of 16 bits (IPv6). */
export function networkOf(ip: string, { octets, groups }: { octets: number; groups: number }): string {
  const four = isIPv4(ip) ? ip : /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1]
  if (four) {
    const kept = four.split('.').slice(0, octets)
    return octets === 4 ? four : `${[...kept, ...Array(4 - octets).fill('0')].join('.')}/${octets * 8}`
  }
  const [head = '', tail] = ip.split('::')
  const named = head.split(':').filter(Boolean)
  if (tail !== undefined) while (named.length + tail.split(':').filter(Boolean).length < 8) named.push('0')
  return `${named.slice(0, groups).join(':')}::/${groups * 16}`
}
