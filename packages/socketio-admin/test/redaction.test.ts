import { describe, expect, it } from 'vitest';
import { excerpt } from '../src/excerpt.js';
import { isSecret, redacted, withoutSecrets } from '../src/redaction.js';

describe('names', () => {
  it.each([
    ...['password', 'user_pass', 'userPass', 'userpass', 'pw', 'PWD', 'pin', 'otp', 'totpCode', 'user-otp', 'mfaCode'],
    ...[
      'accessKey',
      'access_key',
      'apiKey',
      'API-KEY',
      'privateKey',
      'private',
      'creds',
      'dbCreds',
      'bearer',
      'bearerToken',
    ],
    ...[
      'ssn',
      'cvv',
      'csrf',
      'Authorization',
      'oauth_state',
      'sessionId',
      'clientSecret',
      'passcode',
      'X-Amz-Signature',
    ],
  ])('%s is hidden', (name) => {
    expect(isSecret(name)).toBe(true);
  });

  it.each([
    'author',
    'footprint',
    'opinion',
    'pwned',
    'spin',
    'name',
    'key',
    'code',
    'passenger',
    'desktop',
    'passage',
  ])('%s is shown', (name) => {
    expect(isSecret(name)).toBe(false);
  });
});

describe('URLs', () => {
  it.each([
    ['/socket.io/?token=abc&page=7', '/socket.io/?token=(hidden)&page=7'],
    ['/blob?se=2030&sig=abc', '/blob?se=2030&sig=(hidden)'],
    ['/#access_token=abc&page=7', '/#access_token=(hidden)&page=7'],
    ['/a?page=7#id_token=abc', '/a?page=7#id_token=(hidden)'],
    ['/#/callback?code=abc', '/#/callback?code=(hidden)'],
    ['https://ann:horse@example.org/a', 'https://(hidden)@example.org/a'],
    ['/a?to%6ben=abc;page=7', '/a?to%6ben=(hidden);page=7'],
    ['/a?next=%2Fb%3Ftoken%3Dabc%26page%3D7', `/a?next=${encodeURIComponent('/b?token=(hidden)&page=7')}`],
    ['/a?next=%2Fb%3Fpage%3D7', '/a?next=%2Fb%3Fpage%3D7'],
    ['/a?flag&b=%', '/a?flag&b=%'],
  ])('%s', (url, shown) => {
    expect(withoutSecrets(url)).toBe(shown);
  });

  it('within URLs are looked into as far as anyone goes, and hidden beyond', () => {
    let url = '/a?token=abc';
    for (let i = 0; i < 8; i++) url = `/a?next=${encodeURIComponent(url)}`;
    expect(withoutSecrets(url)).not.toContain('abc');
  });
});

it('header fields and query values are looked through, whatever their names', () => {
  expect(
    redacted({
      'sec-websocket-protocol': 'bearer.abc',
      'sec-websocket-version': '13',
      'x-original-url': '/a?token=abc',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)',
      next: ['https://example.org/#token=abc', 'plain'],
      key: 'abc',
    }),
  ).toEqual({
    'sec-websocket-protocol': '(hidden)',
    'sec-websocket-version': '13',
    'x-original-url': '/a?token=(hidden)',
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)',
    next: ['https://example.org/#token=(hidden)', 'plain'],
    key: '(hidden)',
  });
});

it('entries of maps are looked at by their names, and texts that are URLs', () => {
  const map = new Map<unknown, unknown>([
    ['password', 'abc'],
    ['hasPassword', true],
    ['name', 'ann'],
    [7, new Map([['otp', 123_456]])],
  ]);
  expect(excerpt({ map, link: 'https://example.org/?token=abc', text: 'what? token=abc' })).toEqual({
    map: [
      ['password', '(hidden)'],
      ['hasPassword', true],
      ['name', 'ann'],
      [7, [['otp', '(hidden)']]],
    ],
    link: 'https://example.org/?token=(hidden)',
    text: 'what? token=abc',
  });
});
