import { ChevronRight, Folder as FolderIcon } from 'lucide-react';
import { type DragEvent, type ReactNode, useState } from 'react';
import type { Folder } from '../../model/bin';
import { dropFolder, fileAsset, nameFolder, toggleFolder, useBin } from '../../state/bin';
import { MenuOn } from '../menu';
import { ASSET_TYPE } from '../timeline/drop';

interface Props {
  folder: Folder;
  count: number;
  editable: boolean;
  /** its name is written at once */
  fresh: boolean;
  children: ReactNode;
}

/** A folder with the footage that lies in it; cards are dropped on it. */
export function FolderRow({ folder, count, editable, fresh, children }: Props) {
  const shut = useBin((state) => state.shut.has(folder.id));
  const [over, setOver] = useState(false);
  const [naming, setNaming] = useState(fresh);
  const takes = (event: DragEvent) => editable && event.dataTransfer.types.includes(ASSET_TYPE);
  const entries = [
    { label: 'Rename', run: () => setNaming(true) },
    { label: 'Delete the folder', danger: true, run: () => dropFolder(folder.id) },
  ];
  return (
    <li
      className="folder"
      data-testid="folder"
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!takes(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (!takes(event)) return;
        event.preventDefault();
        event.stopPropagation();
        fileAsset(event.dataTransfer.getData(ASSET_TYPE), folder.id);
      }}
    >
      <MenuOn entries={entries} disabled={!editable}>
        <div className="folder-head">
          {naming ? (
            <FolderName folder={folder} onDone={() => setNaming(false)} />
          ) : (
            <button
              type="button"
              className="folder-open"
              aria-expanded={!shut}
              title={editable ? 'Click to open or shut, double click to rename' : undefined}
              onClick={() => toggleFolder(folder.id)}
              onDoubleClick={() => editable && setNaming(true)}
            >
              <ChevronRight className="folder-chevron" />
              <FolderIcon />
              <span className="cut grow">{folder.name}</span>
              <span className="dim small">{count}</span>
            </button>
          )}
        </div>
      </MenuOn>
      {!shut && count > 0 && <ul className="folder-items">{children}</ul>}
    </li>
  );
}

function FolderName({ folder, onDone }: { folder: Folder; onDone: () => void }) {
  const [typed, setTyped] = useState(folder.name);
  const finish = () => {
    if (typed.trim() && typed.trim() !== folder.name) nameFolder(folder.id, typed.trim());
    onDone();
  };
  return (
    <input
      className="folder-name"
      data-testid="folder-name"
      aria-label="Name of the folder"
      // biome-ignore lint/a11y/noAutofocus: it appears because the person wants to write in it
      autoFocus
      value={typed}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') onDone();
      }}
    />
  );
}
