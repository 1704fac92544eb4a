import { describe, expect, it } from 'vitest';
import { createAddressCheck } from '../../src/fhir/address-policy.js';

const closed = createAddressCheck({ allowsLoopback: false, networks: [] });
const demo = createAddressCheck({ allowsLoopback: true, networks: [] });
const inHospital = createAddressCheck({ allowsLoopback: false, networks: ['10.20.0.0/16', 'fd12:3456::/32'] });
const tooOpen = createAddressCheck({ allowsLoopback: false, networks: ['0.0.0.0/0', '::/0'] });

describe('F-6 an address', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '2001:4860:4860::8888',
    '::ffff:8.8.8.8',
  ])('that is public may be called: %s', (address) => {
    expect([closed, demo, inHospital].map((isAllowed) => isAllowed(address))).toEqual([true, true, true]);
  });

  it.each(['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1'])(
    'of the machine itself is for the demo mode: %s',
    (address) => {
      expect([closed, demo, tooOpen].map((isAllowed) => isAllowed(address))).toEqual([false, true, false]);
    },
  );

  it.each(['10.20.0.1', '10.20.255.254', '::ffff:10.20.3.4', 'fd12:3456::1'])(
    'of a private range may be opened: %s',
    (address) => {
      expect([closed, demo, inHospital].map((isAllowed) => isAllowed(address))).toEqual([false, false, true]);
    },
  );

  it.each(['10.21.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fc00::1', 'fd12:3457::1'])(
    'of another private range stays closed: %s',
    (address) => {
      expect(inHospital(address)).toBe(false);
    },
  );

  it.each([
    ['metadata service', '169.254.169.254'],
    ['metadata service in IPv6', '::ffff:169.254.169.254'],
    ['metadata service in IPv6, hexadecimal', '::ffff:a9fe:a9fe'],
    ['metadata service of another cloud', '100.100.100.200'],
    ['metadata service by IPv6', 'fd00:ec2::254'],
    ['metadata service through NAT64', '64:ff9b::169.254.169.254'],
    ['metadata service through 6to4', '2002:a9fe:a9fe::'],
    ['loopback through NAT64', '64:ff9b::7f00:1'],
    ['loopback as an IPv4-compatible address', '::7f00:1'],
    ['loopback through Teredo', '2001:0:7f00:1::'],
    ['this network', '0.0.0.0'],
    ['this network in IPv6', '::'],
    ['link-local', '169.254.0.1'],
    ['link-local in IPv6', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['site-local', 'fec0::1'],
    ['multicast', '224.0.0.1'],
    ['multicast in IPv6', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['benchmarking', '198.18.0.1'],
    ['documentation', '203.0.113.9'],
    ['documentation in IPv6', '2001:db8::1'],
    ['no address', 'localhost'],
    ['nothing', ''],
  ])('of the kind “%s” is never called: %s', (_, address) => {
    expect([closed, demo, inHospital, tooOpen].map((isAllowed) => isAllowed(address))).toEqual(Array(4).fill(false));
  });
});
