/** Numbers for objects, so that what was made of them can be told by words. */
const numbers = new WeakMap<object, number>();
let last = 0;

/** The same for the same object for as long as it lives, and never given again; 0 for none. */
export function idOf(object: object | null | undefined): number {
  if (!object) return 0;
  const number = numbers.get(object) ?? ++last;
  numbers.set(object, number);
  return number;
}
