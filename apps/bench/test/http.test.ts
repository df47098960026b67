import { describe, expect, it } from 'vitest';
import { getRequest, postRequest, readResponse } from '../src/load/http.js';

const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\ncontent-length: 4\r\n\r\n';

describe('an HTTP response', () => {
  it('is read when it is complete, counted in bytes', () => {
    const bytes = Buffer.from(`${head}éé`);
    for (let length = 0; length < bytes.length; length++)
      expect(readResponse(bytes.subarray(0, length))).toBeUndefined();
    expect(readResponse(bytes)).toEqual({ status: 200, body: 'éé', length: bytes.length });
  });

  it('leaves alone what stands behind it', () => {
    expect(readResponse(Buffer.from(`${head}abcdHTTP/1.1`))?.body).toBe('abcd');
  });

  it('must state its length', () => {
    expect(() => readResponse(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'))).toThrow('without Content-Length');
  });
});

it('a POST states its length in bytes', () => {
  expect(postRequest('&sid=a', '42["é"]').toString()).toContain('Content-Length: 8\r\n\r\n42["é"]');
  expect(getRequest('&sid=a').toString()).toMatch(/^GET \/socket\.io\/\?EIO=4&transport=polling&sid=a HTTP\/1\.1\r\n/);
});
