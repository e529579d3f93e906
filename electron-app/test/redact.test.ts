import { describe, expect, it } from 'vitest';
import { Redactor } from '../src/main/redact.main';

const person = { home: '/home/anna', user: 'anna', host: 'annas-laptop' };
const TOKEN = 'kJ3_hT-9xLq2vB7nRw5zYc8mPd4sGf6aUe1iOoQtXyZ';
const KEY = '0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318';
const ADDRESS = '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045';

describe('secrets', () => {
  it('are removed by value in every writing', () => {
    const redactor = new Redactor();
    redactor.learn(TOKEN);
    for (const text of [TOKEN, `x${TOKEN}y`, encodeURIComponent(TOKEN), Buffer.from(TOKEN).toString('base64')]) expect(redactor.secrets(`a ${text} b`)).not.toContain(text);
  });

  it.each([
    ['header', `Authorization: Bearer ${TOKEN}`, TOKEN], ['basic', 'Basic dXNlcjpwYXNzd29yZA==', 'dXNlcjpwYXNzd29yZA'], ['fragment', `http://127.0.0.1:1/#token=${TOKEN}`, TOKEN],
    ['json', '{"password": "harbour lantern 42"}', 'harbour'], ['repr', "{'api_secret': 'x1y2z3', 'a': 1}", 'x1y2z3'], ['assignment', 'passphrase=correct-horse', 'correct-horse'],
    ['camel', '"apiKey":"AKIA123"', 'AKIA123'], ['node key', 'https://mainnet.infura.io/v3/9aa3d95b3bc440fa88ea12eaa4456161', '9aa3d95b'], ['query', 'GET https://api.etherscan.io/api?apikey=ABC123&x=1', 'ABC123'],
    ['user in address', 'wss://me:hunter2@node.example/ws', 'hunter2'], ['xprv', `xprv9s21ZrQH143K${'a'.repeat(96)}`, 'xprv9s21'], ['wif', 'L1aW4aubDFB7yfras2S1mN3bqg9nwySY8nkoLmJebSLD5BWv3ENZ', 'L1aW4'],
    ['age', 'AGE-SECRET-KEY-1QQPQQ', '1QQPQQ'], ['pem', '-----BEGIN PRIVATE KEY----- MIIEv', 'MIIEv'],
    ['key in a path without scheme', 'mainnet.infura.io/v3/9aa3d95b3bc440fa88ea12eaa4456161', '9aa3d95b'], ['quote in a password', '{"password": "harbour\\"lantern"}', 'lantern'],
    ['header without a scheme', 'Authorization: abcdef12345', 'abcdef'], ['cookie', 'Cookie: a=b; session=xyz', 'xyz'],
    ['words in capitals', 'Legal Winner Thank Year Wave Sausage Worth Useful Legal Winner Thank Yellow', 'Sausage'],
    ['words', 'legal winner thank year wave sausage worth useful legal winner thank yellow', 'sausage'],
  ])('are removed by shape: %s', (_name, line, secret) => { expect(new Redactor().secrets(line)).not.toContain(secret); });

  it('leave what helps', () => {
    const line = '2026-11-26T10:00:00.000Z ERROR rotkehlchen.net.http: api.etherscan.io answered 503 after 3 tries; port 45123';
    expect(new Redactor().secrets(line)).toBe(line);
    expect(new Redactor().personal(line, person)).toBe(line);
    expect(new Redactor().secrets('https://api.coingecko.com/api/v3/x?y=1 failed')).toBe('https://api.coingecko.com failed');
  });
});

describe('a log that is sent', () => {
  it.each([
    ['address', `balance of ${ADDRESS}`, ADDRESS], ['hash', `tx ${KEY}`, KEY], ['bare hash', KEY.slice(2), KEY.slice(2, 20)], ['bitcoin', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', '1A1zP1'],
    ['bech32', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', 'bc1qar'], ['xpub', `xpub${'B'.repeat(107)}`, 'xpubBB'], ['solana', '7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU', '7xKXtg'], ['ens', 'lookup of anna-savings.eth', 'anna-savings'],
    ['home', '/home/anna/.local/share/rotkehlchen/global.db', '/home/anna'], ['profile folder', '/data/users/secretname/rotkehlchen.db', 'secretname'], ['profile', 'profile "my money" was opened', 'my money'],
    ['network address of version 6', 'connect to 2a02:810d:4bc0:5c::1 failed', '810d'], ['all of one', '2001:db8:0:1:1:1:1:1', 'db8'], ['one of the link', 'peer [fe80::1%eth0]:80', 'fe80'],
    ['home of another', '/home/robert/x', 'robert'], ['home with a space', 'C:\\Users\\Rob Miller\\AppData\\x.db', 'Miller'], ['account of a bank', 'DE89370400440532013000', '8937'],
    ['address of another chain', 'osmo1dcegyrekltswvyy0xy69ydgxn9x8x32zdtapd8', 'dcegy'], ['short address', 'rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh', 'rHb9'],
    ['mail', 'anna.k@example.org', 'anna.k'], ['user', 'owned by Anna', 'Anna'], ['host', 'on annas-laptop', 'annas-laptop'], ['network address', 'peer 203.0.113.9', '203.0.113.9'], ['token', `Bearer ${TOKEN}`, TOKEN],
  ])('has no %s', (_name, line, canary) => { expect(new Redactor().personal(line, person)).not.toContain(canary); });

  it('keeps what is around a name', () => { expect(new Redactor().personal('GET /api/1/users/robert 200 and GET /api/1/ping', person)).toBe('GET /api/1/users/[name] 200 and GET /api/1/ping'); });

  it('keeps loopback and times of day', () => {
    for (const text of ['[::1]:4242', '2026-11-27T18:53:16.580Z rotkehlchen.services.data_import.reading: std::bad_alloc', 'a: b: c']) expect(new Redactor().personal(text, person)).toBe(text); expect(new Redactor().personal('127.0.0.1:4242 at 10:11:12', person)).toBe('127.0.0.1:4242 at 10:11:12');
  });
});
