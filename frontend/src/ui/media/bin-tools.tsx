import {
  ArrowDownNarrowWide,
  ArrowUpNarrowWide,
  FolderInput,
  LayoutGrid,
  List,
  Plus,
  Search,
  Trash2,
  X,
} from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useBin } from '../../state/bin';
import { SORTS, type Sort } from '../../state/bin-rows';
import { selectNone, useBinView } from '../../state/bin-view';
import { addToTimeline } from '../../state/place';
import { say } from '../../words/words';
import { Entries } from '../menu';
import { deleteRows, moveEntries, type Naming } from './row-menu';

const SORT_NAMES: Record<Sort, string> = {
  name: say('Name'),
  date: say('Date added'),
  length: say('Length'),
  kind: say('Kind'),
};

/** List or grid, and in which order. */
export function ViewTools() {
  const view = useBinView((state) => state.view);
  const grid = view === 'grid';
  const says = grid ? say('Show as a list') : say('Show as a grid');
  return (
    <>
      <SortMenu />
      <button
        type="button"
        className="icon"
        data-testid="bin-view"
        aria-label={says}
        title={says}
        onClick={() => useBinView.setState({ view: grid ? 'list' : 'grid' })}
      >
        {grid ? <List /> : <LayoutGrid />}
      </button>
    </>
  );
}

function SortMenu() {
  const { sort, down } = useBinView();
  const says = say('Sorted by: {order}', { order: SORT_NAMES[sort] });
  const { RadioGroup, RadioItem } = DropdownMenu;
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="icon" data-testid="bin-sort" aria-label={says} title={says}>
        {down ? <ArrowDownNarrowWide /> : <ArrowUpNarrowWide />}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          <RadioGroup value={sort} onValueChange={(by) => useBinView.setState({ sort: by as Sort })}>
            {SORTS.map((by) => (
              <RadioItem key={by} value={by}>
                {SORT_NAMES[by]}
              </RadioItem>
            ))}
          </RadioGroup>
          <DropdownMenu.Separator className="menu-line" />
          <RadioGroup value={String(down)} onValueChange={(way) => useBinView.setState({ down: way === 'true' })}>
            <RadioItem value="false">{say('Ascending')}</RadioItem>
            <RadioItem value="true">{say('Descending')}</RadioItem>
          </RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** Looking for footage by its name, and for what no clip shows. */
export function SearchTools() {
  const { search, unused } = useBinView();
  return (
    <search className="bin-search">
      <label className="bin-field">
        <Search aria-hidden="true" />
        <input
          type="search"
          data-testid="bin-search"
          aria-label={say('Search the footage')}
          placeholder={say('Search')}
          value={search}
          onChange={(event) => useBinView.setState({ search: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || !search) return;
            event.preventDefault();
            useBinView.setState({ search: '' });
          }}
        />
      </label>
      <button
        type="button"
        className="quiet bin-unused"
        data-testid="bin-unused"
        aria-pressed={unused}
        title={say('Only footage that no clip shows')}
        onClick={() => useBinView.setState({ unused: !unused })}
      >
        {say('Unused')}
      </button>
    </search>
  );
}

/** What was looked for is not there. */
export function NothingFound() {
  const { search, unused } = useBinView();
  const name = search.trim();
  const all = () => useBinView.setState({ search: '', unused: false });
  return (
    <div className="bin-nothing dim" data-testid="bin-nothing" role="status">
      <p>
        {name && unused
          ? say('No unused footage called “{name}”.', { name })
          : name
            ? say('No footage called “{name}”.', { name })
            : say('All footage is used.')}
      </p>
      <button type="button" onClick={all}>
        {say('Show all footage')}
      </button>
    </div>
  );
}

/** What can be done with all that is selected, where a hand has no menu key. */
export function SelectionBar({ naming }: { naming: Naming }) {
  const selected = useBinView((state) => state.selected);
  const folders = useBin((state) => state.bin.folders);
  if (selected.length < 2) return null;
  const footage = selected.filter((id) => !folders.some((folder) => folder.id === id));
  const add = say('Add the selected footage to the timeline');
  const move = say('Move what is selected');
  const remove = say('Delete what is selected');
  return (
    <div className="bin-selection" data-testid="bin-selection" role="toolbar" aria-label={say('Selection')}>
      <span className="grow small" role="status">
        {say('{count, plural, one {# selected} other {# selected}}', { count: selected.length })}
      </span>
      <button
        type="button"
        className="icon"
        data-testid="selection-add"
        aria-label={add}
        title={add}
        disabled={!footage.length}
        onClick={() => addToTimeline(footage)}
      >
        <Plus />
      </button>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger className="icon" data-testid="selection-move" aria-label={move} title={move}>
          <FolderInput />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
            <Entries kit="dropdown" entries={moveEntries(selected, naming)} />
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <button
        type="button"
        className="icon danger"
        data-testid="selection-delete"
        aria-label={remove}
        title={remove}
        onClick={() => deleteRows(selected)}
      >
        <Trash2 />
      </button>
      <button
        type="button"
        className="icon"
        aria-label={say('Select nothing')}
        title={say('Select nothing')}
        onClick={selectNone}
      >
        <X />
      </button>
    </div>
  );
}
