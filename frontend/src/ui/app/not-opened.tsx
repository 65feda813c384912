import { useEffect } from 'react';
import { ApiError } from '../../net/api';
import { say } from '../../words/words';
import { go } from './route';

interface Props {
  error: unknown;
  /** what is said where it is not there, or not to be seen by this person */
  gone: string;
  onRetry: () => void;
}

/** Says that a project did not open, and what to do about it. Without a connection it is tried again by itself. */
export function NotOpened({ error, gone, onRetry }: Props) {
  const status = error instanceof ApiError ? error.status : null;
  const isGone = status === 404;
  useEffect(() => {
    if (status !== 0) return;
    addEventListener('online', onRetry);
    return () => removeEventListener('online', onRetry);
  }, [status, onRetry]);
  return (
    <main className="sorry-page" data-testid="not-opened">
      <div className="sorry" role="alert">
        <h1>{isGone ? gone : say('The project did not open.')}</h1>
        {!isGone && <p>{error instanceof Error ? error.message : String(error)}</p>}
        {status === 0 && <p className="dim small">{say('It opens by itself when the connection is back.')}</p>}
        <div className="row">
          {!isGone && (
            <button type="button" className="primary" onClick={onRetry}>
              {say('Try again')}
            </button>
          )}
          <button type="button" className={isGone ? 'primary' : ''} onClick={() => go('/')}>
            {say('To your projects')}
          </button>
        </div>
      </div>
    </main>
  );
}
