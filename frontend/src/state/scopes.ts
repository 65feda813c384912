/** Which colour scope is looked at, kept with the person; whether any is, is this page's matter. */
import { create } from 'zustand';
import { api } from '../net/api';
import { onMe, useMe } from './me';
import { toastError } from './toasts';

export const SCOPES = ['waveform', 'parade', 'vectorscope', 'histogram'] as const;
export type Scope = (typeof SCOPES)[number];

export const useScopes = create<{ open: boolean; scope: Scope }>()(() => ({ open: false, scope: 'waveform' }));

onMe(({ preferences }) => {
  const scope = SCOPES.find((each) => each === preferences.scope);
  if (scope) useScopes.setState({ scope });
});

export const toggleScopes = (): void => useScopes.setState(({ open }) => ({ open: !open }));

/** Who looks at a shared project without an account keeps it as long as the page. */
export function chooseScope(scope: Scope): void {
  useScopes.setState({ scope });
  if (useMe.getState().me) api.setPreferences({ scope }).catch(toastError);
}
