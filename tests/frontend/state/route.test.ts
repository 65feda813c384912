import { expect, test } from 'vitest';
import { parseRoute } from '../../../frontend/src/ui/app/route';

test('paths name pages', () => {
  expect(parseRoute('/')).toEqual({ page: 'projects' });
  expect(parseRoute('/p/1b2c-3d')).toEqual({ page: 'editor', id: '1b2c-3d' });
  expect(parseRoute('/s/a_B-9/')).toEqual({ page: 'shared', token: 'a_B-9' });
  expect(parseRoute('/p/')).toEqual({ page: 'projects' });
});
