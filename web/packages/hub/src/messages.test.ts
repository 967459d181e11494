import { expect, test } from 'vitest';
import { hubUrl, kHeightMax, kHeightMin, readMessage } from './messages.ts';

test('what the Hub says is read', () => {
  expect(readMessage({ type: 'figlink.ready' })).toEqual({ type: 'ready' });
  expect(readMessage({ type: 'figlink.close' })).toEqual({ type: 'close' });
  for (const reason of ['expired', 'used', 'removed']) expect(readMessage({ type: 'figlink.gone', reason })).toEqual({ type: 'gone', reason });
  expect(readMessage({ type: 'figlink.resize', height: 500.2 })).toEqual({ type: 'resize', height: 501 });
  expect(readMessage({ type: 'AccountConnected', account: { id: 'a', provider: 'figma', more: 1 } })).toEqual({
    type: 'success',
    account: { id: 'a', provider: 'figma' },
  });
});

test('anything else is nothing', () => {
  for (const data of [null, 'x', 7, {}, { type: 'figlink.gone' }, { type: 'figlink.gone', reason: 'silent' }, { type: 'figlink.resize', height: '1' }, { type: 'figlink.resize', height: NaN }, { type: 'AccountConnected' }, { type: 'AccountConnected', account: { id: 1, provider: 'x' } }]) {
    expect(readMessage(data)).toBeNull();
  }
});

test('a height has bounds', () => {
  expect(readMessage({ type: 'figlink.resize', height: 1e9 })).toEqual({ type: 'resize', height: kHeightMax });
  expect(readMessage({ type: 'figlink.resize', height: -5 })).toEqual({ type: 'resize', height: kHeightMin });
});

test('the address of the Hub', () => {
  expect(hubUrl({ baseUrl: 'https://gw.example/', token: 'a b&c' })?.href).toBe('https://gw.example/link?token=a+b%26c&embed=1');
  expect(hubUrl({ baseUrl: 'https://gw.example/figma', token: 't', theme: 'dark' })?.href).toBe('https://gw.example/figma/link?token=t&embed=1&theme=dark');
  for (const baseUrl of ['', 'nonsense', 'javascript:alert(1)//']) expect(hubUrl({ baseUrl, token: 't' })).toBeNull();
  expect(hubUrl({ baseUrl: 'https://gw.example', token: '' })).toBeNull();
});
