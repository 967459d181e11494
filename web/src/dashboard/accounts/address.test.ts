import { expect, test } from 'vitest';
import { addressOf } from '../router.ts';
import { isFiltered, nextSort, pagesOf, paramsOf, queryOf, readView } from './address.ts';

const read = (search: string) => readView(new URLSearchParams(search));

test('a bare address is the usual view, and the usual view is a bare address', () => {
  const view = read('');
  expect(view).toEqual({ search: '', statuses: [], kind: '', owner: '', budget: '', sort: 'created_at', down: true, page: 1, size: 25, shown: '' });
  expect(addressOf('accounts', paramsOf(view))).toBe('/dashboard');
  expect(isFiltered(view)).toBe(false);
});

test('what an address says is read and said again', () => {
  const search = 'search=acme+inc&status=expiring%2Cerror&owner=c-1&sort=expires_at&page=3&size=50&account=x1';
  expect(addressOf('accounts', paramsOf(read(search)))).toBe(`/dashboard?${search}`);
});

test('nonsense in an address is the usual', () => {
  const view = read('status=gone,active,active&sort=-price&page=-1&size=7');
  expect(view.statuses).toEqual(['active']);
  expect([view.sort, view.down, view.page, view.size]).toEqual(['created_at', true, 1, 25]);
});

test('the gateway is asked in its own words', () => {
  expect(queryOf(read('search=a&status=expired&kind=plan&owner=o&sort=-team&page=2'))).toBe('search=a&status=expired&credential_kind=plan&origin_owner_id=o&sort=-team&page=2&page_size=25');
});

test('a column is sorted the likely way first, then round', () => {
  expect(nextSort(read(''), 'owner')).toEqual({ sort: 'owner', down: false });
  expect(nextSort(read('sort=owner'), 'owner')).toEqual({ sort: 'owner', down: true });
  expect(nextSort(read('sort=owner'), 'last_used_at')).toEqual({ sort: 'last_used_at', down: true });
});

test('pages are counted', () => {
  expect([pagesOf(0, 25), pagesOf(25, 25), pagesOf(26, 25)]).toEqual([1, 1, 2]);
});
