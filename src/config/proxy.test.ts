import { expect, test } from 'vitest';
import { UsageError } from './errors.ts';
import { proxyFrom } from './proxy.ts';

test('the variables are known in capitals and in small letters, and the small ones win', () => {
  expect(proxyFrom({})).toEqual({});
  expect(proxyFrom({ HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:2', NO_PROXY: 'c,.d' })).toEqual({
    HTTPS_PROXY: 'http://b:2',
    NO_PROXY: 'c,.d',
  });
});

test('what is no URL is refused by its name, and its password is not repeated', () => {
  for (const HTTPS_PROXY of ['proxy', 'socks5://me:secret@proxy:1080', 'me:secret@proxy:3128'])
    expect(() => proxyFrom({ HTTPS_PROXY })).toThrow(
      new UsageError('HTTPS_PROXY takes a URL, such as http://proxy.example:3128'),
    );
});
