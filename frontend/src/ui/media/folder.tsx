import { ChevronRight, Folder as FolderIcon } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Folder } from '../../model/bin';
import { nameFolder, toggleFolder } from '../../state/bin';
import { say } from '../../words/words';
import { Cell } from './cell';

interface Props {
  folder: Folder;
  open: boolean;
  count: number;
  naming: boolean;
  /** `byKey`: the focus is to stay here */
  onNamed: (byKey: boolean) => void;
}

/** What a folder's row shows. */
export function FolderCells({ folder, open, count, naming, onNamed }: Props) {
  return (
    <Cell className="folder-cell">
      <button
        type="button"
        className="icon folder-toggle"
        tabIndex={-1}
        aria-label={open ? say('Shut {name}', { name: folder.name }) : say('Open {name}', { name: folder.name })}
        onClick={() => toggleFolder(folder.id)}
      >
        <ChevronRight />
      </button>
      <FolderIcon className="folder-icon" />
      {naming ? (
        <FolderName folder={folder} onDone={onNamed} />
      ) : (
        <>
          <span className="cut grow">{folder.name}</span>
          <span className="dim small">{count}</span>
        </>
      )}
    </Cell>
  );
}

function FolderName({ folder, onDone }: { folder: Folder; onDone: Props['onNamed'] }) {
  const [typed, setTyped] = useState(folder.name);
  const done = useRef(false);
  const finish = (keep: boolean, byKey: boolean) => {
    if (done.current) return; // an input that leaves the page loses the focus once more
    done.current = true;
    if (keep && typed.trim() && typed.trim() !== folder.name) nameFolder(folder.id, typed.trim());
    onDone(byKey);
  };
  return (
    <input
      className="folder-name grow"
      data-testid="folder-name"
      aria-label={say('Name of the folder')}
      // biome-ignore lint/a11y/noAutofocus: it appears because the person wants to write in it
      autoFocus
      value={typed}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => finish(true, false)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish(true, true);
        if (event.key === 'Escape') finish(false, true);
      }}
    />
  );
}
