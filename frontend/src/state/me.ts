/** Who is at the keyboard; a guest until they sign up. */
import { create } from 'zustand';
import { api } from '../net/api';
import type { Me } from '../net/wire';

export const useMe = create<{ me: Me | null }>()(() => ({ me: null }));

let asked: Promise<Me> | null = null;

/** Asks once; the answer also sets the cookie that writes need. */
export function loadMe(): Promise<Me> {
  asked ??= api.me().then(
    (me) => {
      useMe.setState({ me });
      return me;
    },
    (error) => {
      asked = null;
      throw error;
    },
  );
  return asked;
}

/** Gives whoever is at the keyboard, now or as soon as it is known: code that is loaded late hears of them too. */
export function onMe(take: (me: Me) => void): void {
  const { me } = useMe.getState();
  if (me) take(me);
  useMe.subscribe((now, before) => {
    if (now.me && now.me !== before.me) take(now.me);
  });
}
