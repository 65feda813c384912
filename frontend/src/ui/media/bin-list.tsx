import {
  type CSSProperties,
  type DragEvent,
  type MouseEvent,
  type RefObject,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { isCuttable, wantMedia } from '../../state/assets';
import { toggleFolder } from '../../state/bin';
import { lineOf, linesOf } from '../../state/bin-lines';
import type { BinRow } from '../../state/bin-rows';
import { meant, pickRow, selectNone, useBinView } from '../../state/bin-view';
import { openSource } from '../../state/source';
import { say } from '../../words/words';
import { Windowed } from '../app/windowed';
import { type Entry, MenuOn } from '../menu';
import { AssetCard } from './asset-card';
import { dragRow, dropInFolder, isFromBin } from './bin-drag';
import { focusRow, onBinKey } from './bin-keys';
import { FolderCells } from './folder';
import { type Naming, rowEntries } from './row-menu';
import { RowMore } from './row-more';

/** Least width of a tile and the space between, in pixels. */
const TILE = 116;
const GAP = { list: 2, grid: 6 };
/** Heights of lines before they are drawn, in pixels: a folder's, footage in the list, and what a tile has under its picture. */
const HEIGHTS = { folder: 32, list: 66, tile: 96 };

interface Props {
  rows: readonly BinRow[];
  editable: boolean;
  /** folder whose name is being written; '' for none */
  named: string;
  naming: Naming;
}

/** Folders and footage, as a list or as tiles: selected, dragged, and gone through by keys. */
export function BinList({ rows, editable, named, naming }: Props) {
  const view = useBinView((state) => state.view);
  const at = useBinView((state) => state.at);
  const [over, setOver] = useState<string | null>(null);
  const bin = useRef<HTMLDivElement>(null);
  const { columns, width } = useColumns(bin, view === 'grid');
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  const lines = useMemo(() => linesOf(rows, columns), [rows, columns]);
  const places = useMemo(() => new Map(ids.map((id, index) => [id, index])), [ids]);
  const focused = places.has(at) ? at : ids[0];
  const estimate = ([row]: readonly BinRow[]) => {
    if (row?.kind === 'folder') return HEIGHTS.folder;
    return view === 'list' ? HEIGHTS.list : ((width / columns) * 9) / 16 + HEIGHTS.tile;
  };

  /** The folder that something let go here goes to. */
  const under = (event: DragEvent) =>
    (event.target as Element).closest<HTMLElement>('[data-folder]')?.dataset.folder ?? '';
  const takes = (event: DragEvent) => editable && isFromBin(event);
  return (
    <div
      role="treegrid"
      ref={bin}
      tabIndex={-1}
      aria-rowcount={rows.length}
      aria-label={say('Footage')}
      aria-multiselectable
      className="bin"
      data-testid="bin"
      data-view={view}
      data-over={over === '' || undefined}
      onKeyDown={(event) => onBinKey(event, lines, editable, naming)}
      onClick={(event) => (event.target as Element).closest('[data-row]') ?? selectNone()}
      onDragOver={(event) => {
        if (!takes(event)) return;
        event.preventDefault();
        setOver(under(event));
      }}
      onDragLeave={() => setOver(null)}
      onDragEnd={() => setOver(null)}
      onDrop={(event) => {
        setOver(null);
        if (!takes(event)) return;
        event.preventDefault();
        event.stopPropagation();
        dropInFolder(event, under(event));
      }}
    >
      <Windowed
        lines={lines}
        keyOf={([row]) => `${view} ${columns} ${row?.id}`}
        estimate={estimate}
        gap={GAP[view]}
        shown={lineOf(lines, at)}
        kept={[lineOf(lines, focused ?? ''), lineOf(lines, named)]}
      >
        {(line) => {
          const drawn = line.map((row) => (
            <Row
              key={row.id}
              {...{ row, rows: ids, editable, naming }}
              place={places.get(row.id) ?? 0}
              reachable={row.id === focused}
              named={row.id === named}
              over={row.kind === 'folder' && over === row.id}
            />
          ));
          if (line[0]?.kind === 'folder' || view === 'list') return drawn;
          return (
            <div className="bin-line" style={{ '--columns': columns } as CSSProperties}>
              {drawn}
            </div>
          );
        }}
      </Windowed>
    </div>
  );
}

/** How many tiles go side by side in an element of that width; one where there are none. */
function useColumns(of: RefObject<HTMLElement | null>, tiles: boolean): { columns: number; width: number } {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = of.current as HTMLElement;
    const measure = () => {
      const { paddingLeft, paddingRight } = getComputedStyle(element);
      setWidth(element.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [of]);
  return { columns: tiles ? Math.max(1, Math.floor((width + GAP.grid) / (TILE + GAP.grid))) : 1, width };
}

interface RowProps {
  row: BinRow;
  rows: readonly string[];
  /** among them */
  place: number;
  editable: boolean;
  naming: Naming;
  reachable: boolean;
  named: boolean;
  /** something hangs over it that would go into it */
  over: boolean;
}

function Row({ row, rows, place, editable, naming, reachable, named, over }: RowProps) {
  const { id, depth } = row;
  const chosen = useBinView(({ selected }) => selected.includes(id));
  const [entries, setEntries] = useState<Entry[]>([]);
  const isFolder = row.kind === 'folder';
  const endNaming = (byKey: boolean) => {
    naming('');
    if (byKey) focusRow(id);
  };
  const onClick = (event: MouseEvent) => {
    if ((event.target as Element).closest('button, input')) return;
    const [range, more] = [event.shiftKey, event.ctrlKey || event.metaKey];
    pickRow(rows, id, { range, more });
    if (isFolder && !range && !more && event.detail === 1) toggleFolder(id);
  };
  const onDoubleClick = (event: MouseEvent) => {
    if ((event.target as Element).closest('button, input')) return;
    if (row.kind === 'folder') return editable && naming(id);
    if (editable && isCuttable(row.asset) && row.asset.state !== 'failed') openSource(id);
  };
  const of = isFolder
    ? { 'aria-expanded': row.open, 'data-testid': 'folder', 'data-folder': id }
    : {
        'data-testid': 'asset-card',
        'data-state': row.asset.state,
        'data-folder': row.folder,
        onPointerEnter: () => wantMedia([id]),
      };
  return (
    <MenuOn
      entries={entries}
      disabled={!editable || named}
      onOpen={() => {
        if (meant(id).length === 1) pickRow(rows, id);
        setEntries(rowEntries(meant(id), naming));
      }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a table row is neither a tile nor a branch */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the list answers the keys of its rows */}
      <div
        role="row"
        {...of}
        data-row={id}
        data-over={over || undefined}
        tabIndex={reachable ? 0 : -1}
        aria-rowindex={place + 1}
        aria-level={depth + 1}
        aria-selected={chosen}
        className={isFolder ? 'bin-row folder' : 'bin-row asset'}
        style={{ '--depth': Math.min(depth, 6) } as CSSProperties}
        draggable={editable && !named}
        onDragStart={(event) => dragRow(event, id)}
        onFocus={() => {
          useBinView.setState({ at: id });
          if (!isFolder) wantMedia([id]);
        }}
        onClick={onClick}
        onDoubleClick={onDoubleClick}
      >
        {row.kind === 'folder' ? (
          <FolderCells {...row} naming={named} onNamed={endNaming} />
        ) : (
          <AssetCard asset={row.asset} selected={chosen} {...{ editable, reachable, rows }} />
        )}
        {editable && <RowMore {...{ id, naming, reachable }} name={isFolder ? row.folder.name : row.asset.name} />}
      </div>
    </MenuOn>
  );
}
