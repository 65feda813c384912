/** Parts of the page whose code comes when they are first shown, or a little before. */
import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { NotLoaded } from './not-loaded';

interface Options<P> {
  /** stands in its place while it comes; nothing, if not given */
  waiting?: ReactNode;
  /** what is said where it does not come, in its place: nothing but the sentence, if not given */
  failing?: (said: ReactNode, props: P) => ReactNode;
}

export type Part<P extends object> = ComponentType<P> & { preload(): void };

/** `load` may be called again after it failed. */
export function part<P extends object>(load: () => Promise<ComponentType<P>>, options: Options<P> = {}): Part<P> {
  const { waiting = null, failing = (said) => said } = options;
  let here: ComponentType<P> | null = null;
  let coming: Promise<void> | null = null;
  const fetched = (): Promise<void> => {
    coming ??= load()
      .then((loaded) => {
        here = loaded;
      })
      .finally(() => {
        coming = null;
      });
    return coming;
  };

  // biome-ignore lint/correctness/noComponentHookFactories: parts are made once, at the level of modules
  function Shown(props: P) {
    const [Loaded, setLoaded] = useState(() => here);
    const [tries, setTries] = useState(1);
    const [failed, setFailed] = useState(0);
    useEffect(() => {
      if (Loaded) return;
      let isShown = true;
      fetched().then(
        () => isShown && setLoaded(() => here),
        () => isShown && setFailed(tries),
      );
      return () => {
        isShown = false;
      };
    }, [Loaded, tries]);
    if (Loaded) return <Loaded {...props} />;
    if (failed < tries) return waiting;
    return failing(<NotLoaded onRetry={() => setTries(tries + 1)} />, props);
  }
  Shown.preload = () => void fetched().catch(() => undefined);
  return Shown;
}
