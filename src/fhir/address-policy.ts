import { BlockList, isIP } from 'node:net';

/** Which addresses outgoing calls may reach besides public ones. */
export interface AddressPolicy {
  /** the machine itself: demo mode only */
  readonly allowsLoopback: boolean;
  /** ranges (CIDR) that an operator opened for an EHR inside the hospital's network; opens private addresses only */
  readonly networks: readonly string[];
}

const loopback = blockList(['127.0.0.0/8', '::1/128']);

/** Never a FHIR server, whatever an operator opened: metadata services, link-local, multicast, tunnels, examples. */
const forbidden = blockList([
  '0.0.0.0/8',
  '100.100.100.200/32',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '::/128',
  '::/96', // IPv4-compatible
  '64:ff9b::/96', // NAT64: hides an IPv4 address
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23', // Teredo and other special purposes
  '2001:db8::/32',
  '2002::/16', // 6to4: hides an IPv4 address
  'fd00:ec2::/32', // a cloud's metadata service
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]);

const privateRanges = blockList(['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']);

/** Ensures that an outgoing call may connect to an IP address; IPv4 addresses inside IPv6 ones count as themselves. */
export function createAddressCheck(policy: AddressPolicy): (address: string) => boolean {
  const opened = blockList(policy.networks);
  return (address) => {
    const family = familyOf(address);
    if (family === undefined) return false;
    if (loopback.check(address, family)) return policy.allowsLoopback;
    if (forbidden.check(address, family)) return false;
    return !privateRanges.check(address, family) || opened.check(address, family);
  };
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  // a zone ("fe80::1%eth0") only makes sense for link-local addresses
  const version = address.includes('%') ? 0 : isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = '128'] = network.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}
