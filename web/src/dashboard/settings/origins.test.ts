import { expect, test } from 'vitest';
import { trouble } from '../../wire/wire.ts';
import { isOpen, kOriginsMax, readAnother, readOrigin, saidOf } from './origins.ts';

test('an origin is read as the gateway reads it', () => {
  const pairs = [
    ['https://app.example.com', 'https://app.example.com'],
    [' HTTPS://App.Example.com:443/ ', 'https://app.example.com'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://127.0.0.1:80', 'http://127.0.0.1'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
    ['https://a_b.example:08443', 'https://a_b.example:8443'],
  ];
  for (const [typed = '', origin] of pairs) expect(readOrigin(typed)).toEqual({ ok: true, origin });
});

test('what is no origin is refused, saying why', () => {
  const pairs: [string, string][] = [
    ['', 'Type an origin'],
    ['app.example.com', 'Begin with'],
    ['ftp://app.example.com', 'https:// or http://'],
    ['javascript://app.example.com', 'https:// or http://'],
    ['https://*.example.com', 'wildcards'],
    ['https://app.example.com/x', 'no path'],
    ['https://app.example.com?x', 'no path'],
    ['https://app.example.com:0', 'port'],
    ['https://app.example.com:65536', 'port'],
    ['https://app.example.com:', 'port'],
    ['https://user@app.example.com', 'host'],
    ['https://a..b', 'host'],
    ['https://.a', 'host'],
    ['https://', 'host'],
    ['https://a b', 'host'],
    ['https://<b>', 'host'],
  ];
  for (const [typed, why] of pairs) {
    const read = readOrigin(typed);
    expect(read.ok ? read.origin : read.message, typed).toContain(why);
    expect(read.ok, typed).toBe(false);
  }
});

test('an origin is added once, and not without end', () => {
  expect(readAnother('https://a.example:443', ['https://a.example'])).toEqual({ ok: false, message: 'https://a.example is allowed already.' });
  const many = Array.from({ length: kOriginsMax }, (_, index) => `https://a${index}.example`);
  expect(readAnother('https://b.example', many).ok).toBe(false);
  expect(readAnother('https://b.example', many.slice(1)).ok).toBe(true);
});

test('what the gateway says of an origin stands beside the field', () => {
  expect(saidOf(trouble({ errors: [{ field: 'allowed_origins[3]', message: 'Must be an origin.' }] }))).toBe('Must be an origin.');
  expect(saidOf(trouble({ errors: [{ field: 'allowed_origins', message: 'Must be at most 50.' }] }))).toBe('Must be at most 50.');
  expect(saidOf(trouble({ errors: [{ field: 'name', message: 'No.' }] }))).toBe('');
});

test('plain http is called open, save on the machine itself', () => {
  expect(isOpen('http://app.example.com')).toBe(true);
  expect(isOpen('http://localhost.example.com')).toBe(true);
  for (const calm of ['https://app.example.com', 'http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:80']) expect(isOpen(calm)).toBe(false);
});
