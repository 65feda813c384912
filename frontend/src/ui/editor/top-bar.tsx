import { ChevronLeft, Keyboard, Redo2, Share2, Undo2, Upload } from 'lucide-react';
import { showChord } from '../../gestures/keymap';
import { useMe } from '../../state/me';
import { redo, renameProject, undo, useProject } from '../../state/project';
import { say } from '../../words/words';
import { AccountMenu } from '../app/account-menu';
import { go } from '../app/route';
import { Tip } from '../app/tip';
import { useHelp } from './help';
import { People } from './people';

interface Props {
  onShare: () => void;
  onExport: () => void;
}

export function TopBar({ onShare, onExport }: Props) {
  const { name, role, undoable, redoable } = useProject();
  const guest = useMe((s) => s.me?.is_guest);
  const own = role === 'owner';
  const undoing = undoable ? say('Undo {what}', { what: undoable }) : say('Undo');
  const redoing = redoable ? say('Redo {what}', { what: redoable }) : say('Redo');
  return (
    <header className="top">
      <h1 className="hidden-visually">{name}</h1>
      <Tip label={say('All projects')}>
        <button type="button" className="icon" aria-label={say('All projects')} onClick={() => go('/')}>
          <ChevronLeft />
        </button>
      </Tip>
      <input
        className="top-name"
        key={name}
        defaultValue={name}
        aria-label={say('Project name')}
        readOnly={!own}
        onBlur={(event) => renameProject(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.value = name;
          if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <Saved />
      <span className="grow" />
      <People />
      <Tip label={`${undoing} (${showChord('Mod+Z')})`}>
        <button
          type="button"
          className="icon"
          data-testid="undo"
          aria-label={undoing}
          disabled={undoable === null}
          onClick={undo}
        >
          <Undo2 />
        </button>
      </Tip>
      <Tip label={`${redoing} (${showChord('Mod+Shift+Z')})`}>
        <button
          type="button"
          className="icon"
          data-testid="redo"
          aria-label={redoing}
          disabled={redoable === null}
          onClick={redo}
        >
          <Redo2 />
        </button>
      </Tip>
      <Tip label={say('Keys (?)')}>
        <button
          type="button"
          className="icon top-wide"
          aria-label={say('Keyboard')}
          onClick={() => useHelp.setState({ open: true })}
        >
          <Keyboard />
        </button>
      </Tip>
      {guest && (
        <a className="button quiet top-wide" href={`/accounts/signup/?next=${encodeURIComponent(location.pathname)}`}>
          {say('Sign up to keep your work')}
        </a>
      )}
      {own && (
        <button type="button" data-testid="share-open" aria-label={say('Share')} onClick={onShare}>
          <Share2 /> <span className="top-label">{say('Share')}</span>
        </button>
      )}
      {own && (
        <button
          type="button"
          className="primary"
          data-testid="export-open"
          aria-label={say('Export')}
          onClick={onExport}
        >
          <Upload /> <span className="top-label">{say('Export')}</span>
        </button>
      )}
      <AccountMenu />
    </header>
  );
}

/** Whether the server has the work, in a word. */
function Saved() {
  const { connected, saved, loaded, gone } = useProject();
  const away = gone ? say('Deleted') : say(loaded ? 'Offline, kept here' : 'Connecting');
  const word = connected ? say(saved ? 'Saved' : 'Saving') : away;
  return (
    <span className="saved small" data-testid="saved" data-state={!connected ? 'offline' : saved ? 'saved' : 'saving'}>
      <i /> {word}
    </span>
  );
}
