import { expect, test } from 'vitest';
import { know, knownProject } from '@/state/known';

test('a project is known by its newest name, and by its picture whether or not that is said again', () => {
  know([{ id: 'p', name: 'Beach', poster_url: 'https://s3/beach' }]);
  know([{ id: 'p', name: 'Coast' }]);
  expect(knownProject('p')).toEqual({ id: 'p', name: 'Coast', poster_url: 'https://s3/beach' });
  know([{ id: 'p', name: 'Coast', poster_url: null }]);
  expect(knownProject('p')?.poster_url).toBeNull();
  expect(knownProject('q')).toBeUndefined();
});
