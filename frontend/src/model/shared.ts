/**
 * Values of the document as Yjs keeps them: objects as maps and effects as an array of maps, so that what two people
 * change of one clip at once stays side by side. Lists of keyframes and of a curve's points are one value each.
 */
import { equalityDeep } from 'lib0/function';
import * as Y from 'yjs';
import { isPlain, type Plain } from './values';

/** A list of rows with ids of their own. */
const isRows = (key: string, value: unknown): value is unknown[] => key === 'effects' && Array.isArray(value);

/** The value as it goes into the document. */
export function asShared(key: string, value: unknown): unknown {
  if (isRows(key, value)) return Y.Array.from(value.filter(isPlain).map((row) => mapOf(row)));
  return isPlain(value) ? mapOf(value) : value;
}

const mapOf = (row: Plain): Y.Map<unknown> =>
  new Y.Map(Object.entries(row).map(([key, value]) => [key, asShared(key, value)]));

const plainOf = (value: unknown): unknown => (value instanceof Y.AbstractType ? value.toJSON() : value);

/** Changes a field to `value`, and only what is other than before: fields of objects that it does not name stay. */
export function putShared(map: Y.Map<unknown>, key: string, value: unknown): void {
  const before = map.get(key);
  if (isRows(key, value) && before instanceof Y.Array) putRows(before, value.filter(isPlain));
  else if (isPlain(value) && before instanceof Y.Map)
    for (const [name, inner] of Object.entries(value)) putShared(before, name, inner);
  else if (isPlain(value) || isRows(key, value)) map.set(key, asShared(key, merged(before, value)));
  else if (!map.has(key) || !equalityDeep(plainOf(before), value)) map.set(key, value);
}

/** Rows of a document from before there were maps in it keep what this version does not know of them. */
function merged(before: unknown, value: unknown): unknown {
  if (isPlain(before) && isPlain(value))
    return { ...before, ...Object.fromEntries(Object.entries(value).map(([key, v]) => [key, merged(before[key], v)])) };
  if (!Array.isArray(before) || !Array.isArray(value)) return value;
  const known = new Map<unknown, Plain>(before.filter(isPlain).map((row) => [row.id, row]));
  return value.map((row) => (isPlain(row) && row.id !== undefined ? merged(known.get(row.id), row) : row));
}

/** Makes an array hold these rows in this order. Only a row that changes places is made anew. */
function putRows(array: Y.Array<unknown>, wanted: Plain[]): void {
  const idAt = (index: number): unknown => {
    const row = array.get(index);
    return row instanceof Y.Map ? row.get('id') : undefined;
  };
  const ids = new Set(wanted.map(({ id }) => id));
  const seen = new Set<unknown>();
  for (let index = 0; index < array.length; ) {
    const id = idAt(index);
    if (ids.has(id) && !seen.has(id)) index++;
    else array.delete(index);
    seen.add(id);
  }
  wanted.forEach((row, index) => {
    let from = index;
    while (from < array.length && idAt(from) !== row.id) from++;
    if (from === index && from < array.length) {
      for (const [key, value] of Object.entries(row)) putShared(array.get(index) as Y.Map<unknown>, key, value);
      return;
    }
    const was = from < array.length ? plainOf(array.get(from)) : null;
    if (was) array.delete(from);
    array.insert(index, [mapOf(merged(was, row) as Plain)]);
  });
}
