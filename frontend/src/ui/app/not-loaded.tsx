import { say } from '../../words/words';

/** Says that code of the page did not come. Browsers may remember that, and a newer Playhead has other files: then only a reload helps. */
export function NotLoaded({ tries, onRetry }: { tries: number; onRetry: () => void }) {
  const reloads = tries > 1 && navigator.onLine;
  return (
    <div className="sorry" role="alert" data-testid="not-loaded">
      <p>
        {navigator.onLine
          ? say('This part of Playhead did not load: the connection failed, or a newer version is out.')
          : say('This part of Playhead did not load: there is no connection.')}
      </p>
      <p className="dim small">{say('Your edits are kept.')}</p>
      <button type="button" className="primary" onClick={() => (reloads ? location.reload() : onRetry())}>
        {reloads ? say('Reload') : say('Try again')}
      </button>
    </div>
  );
}
