import { say } from '../../words/words';

/** Says that code of the page did not come. Browsers remember that, and a newer Playhead has other files: only a reload helps, which needs a connection. */
export function NotLoaded({ onRetry }: { onRetry: () => void }) {
  const isOnline = navigator.onLine;
  return (
    <div className="sorry" role="alert" data-testid="not-loaded">
      <p>
        {isOnline
          ? say('This part of Playhead did not load: the connection failed, or a newer version is out.')
          : say('This part of Playhead did not load: there is no connection.')}
      </p>
      <p className="dim small">{say('Your edits are kept.')}</p>
      <button type="button" className="primary" onClick={() => (isOnline ? location.reload() : onRetry())}>
        {isOnline ? say('Reload') : say('Try again')}
      </button>
    </div>
  );
}
