import { useEffect, useState } from 'react';
import { ApiError } from '../../net/api';
import { persistently } from '../../net/persist';
import { say } from '../../words/words';

const TRIES = 60; // five minutes; a picture that is gone for good is left then

/**
 * The address of a picture once this browser has it; until then the one before, or null. A storage that is away is
 * waited for, and a newly signed address of a picture does not make it flicker.
 */
export function useLoaded(url: string): string | null {
  const [shown, setShown] = useState<HTMLImageElement | null>(null); // held: the browser keeps it as long
  useEffect(() => {
    const gone = new AbortController();
    persistently(() => load(url), { signal: gone.signal, mayPass: (_, attempt) => attempt < TRIES })
      .then((picture) => gone.signal.aborted || setShown(picture))
      .catch(() => undefined);
    return () => gone.abort();
  }, [url]);
  return shown?.src ?? null;
}

const load = (url: string): Promise<HTMLImageElement> =>
  new Promise((resolve, reject) => {
    const picture = new Image();
    picture.onload = () => resolve(picture);
    picture.onerror = () => reject(new ApiError(0, say('The picture did not come.')));
    picture.src = url;
  });
