import {
  AudioLines,
  Ear,
  EarOff,
  Film,
  Magnet,
  Maximize2,
  MoreHorizontal,
  Scissors,
  Trash2,
  Type,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { MAX_ZOOM, MIN_ZOOM } from '../../gestures/scale';
import { deleteSelected, splitAtPlayhead } from '../../state/editing';
import { toggleScrubSound, useScrubSound } from '../../state/scrub-sound';
import { useSelection } from '../../state/selection';
import { addTitleHere } from '../../state/titles';
import { say } from '../../words/words';
import { useKeyed } from '../keyed';
import { Entries, type Entry } from '../menu';
import { addTrackOf, fitTimeline } from './actions';
import { REPLACE } from './context';
import { ToolMenu, Tools } from './tools';
import { useTimelineView, zoomBy } from './view';

export function TimelineToolbar({ readOnly }: { readOnly: boolean }) {
  const zoom = useTimelineView((view) => view.zoom);
  const snapping = useTimelineView((view) => view.snapping);
  const hears = useScrubSound((state) => state.on);
  const keyed = useKeyed();
  const any = useSelection((selection) => selection.clips.length > 0);
  return (
    <div className="timeline-toolbar" role="toolbar" aria-label={say('Timeline')}>
      {!readOnly && (
        <>
          <Tools />
          <ToolMenu />
          <span className="toolbar-gap" />
          <button
            type="button"
            className="quiet"
            data-testid="split"
            aria-label={say('Split')}
            title={keyed('split')}
            onClick={splitAtPlayhead}
          >
            <Scissors /> <span className="toolbar-word">{say('Split')}</span>
          </button>
          <button
            type="button"
            className="quiet"
            data-testid="delete-clip"
            aria-label={say('Delete')}
            title={keyed('delete', say('Delete the selected clips; with Shift the gap closes'))}
            disabled={!any}
            onClick={(event) => deleteSelected(event.shiftKey)}
          >
            <Trash2 /> <span className="toolbar-word">{say('Delete')}</span>
          </button>
          <MoreEdits />
          <AddButtons />
        </>
      )}
      <span className="grow" />
      {!readOnly && (
        <button
          type="button"
          className="icon"
          aria-label={say('Snap')}
          title={keyed('snap', say('Snap to edges, markers and the playhead; Ctrl suspends it while dragging'))}
          aria-pressed={snapping}
          onClick={() => useTimelineView.setState({ snapping: !snapping })}
        >
          <Magnet />
        </button>
      )}
      <button
        type="button"
        className="icon toolbar-hears"
        data-testid="scrub-sound"
        aria-label={say('Sound while scrubbing')}
        title={keyed('scrub-sound')}
        aria-pressed={hears}
        onClick={toggleScrubSound}
      >
        {hears ? <Ear /> : <EarOff />}
      </button>
      <button
        type="button"
        className="icon"
        aria-label={say('Zoom out')}
        title={keyed('zoom-out')}
        onClick={() => zoomBy(1 / 1.5)}
      >
        <ZoomOut />
      </button>
      <input
        type="range"
        className="zoom-slider"
        aria-label={say('Zoom of the timeline')}
        min={Math.log(MIN_ZOOM)}
        max={Math.log(MAX_ZOOM)}
        step="any"
        value={Math.log(zoom)}
        onChange={(event) => zoomBy(Math.exp(event.target.valueAsNumber) / zoom)}
      />
      <button
        type="button"
        className="icon"
        aria-label={say('Zoom in')}
        title={keyed('zoom-in')}
        onClick={() => zoomBy(1.5)}
      >
        <ZoomIn />
      </button>
      <button
        type="button"
        className="icon"
        aria-label={say('Fit the whole timeline')}
        title={keyed('fit')}
        onClick={fitTimeline}
      >
        <Maximize2 />
      </button>
    </div>
  );
}

/** What comes on the timeline without footage. Where there is no room for it, the menu of more edits has the same. */
function AddButtons() {
  const keyed = useKeyed();
  return (
    <div className="toolbar-adds">
      <span className="toolbar-gap" />
      <button
        type="button"
        className="quiet"
        data-testid="add-video-track"
        aria-label={say('Add video track')}
        title={say('Add a video track')}
        onClick={() => addTrackOf('video')}
      >
        <Film /> <span className="toolbar-word">{say('Add video track')}</span>
      </button>
      <button
        type="button"
        className="quiet"
        data-testid="add-audio-track"
        aria-label={say('Add audio track')}
        title={say('Add an audio track')}
        onClick={() => addTrackOf('audio')}
      >
        <AudioLines /> <span className="toolbar-word">{say('Add audio track')}</span>
      </button>
      <button
        type="button"
        className="icon"
        data-testid="add-title"
        aria-label={say('Add a title')}
        title={keyed('title')}
        onClick={addTitleHere}
      >
        <Type />
      </button>
    </div>
  );
}

const MORE: readonly Entry[] = [
  'transition',
  'freeze',
  'reverse',
  'text-behind',
  REPLACE,
  'line',
  'trim-start',
  'trim-end',
  'split-all',
  'ripple-delete',
  'close-gap',
  'line',
  'cut',
  'copy',
  'paste',
  'paste-insert',
  'paste-attributes',
  'duplicate',
  'line',
  'link',
  'group',
  'ungroup',
  'line',
  'marker',
  'mark-in',
  'mark-out',
  'lift',
  'extract',
  'line',
  'title',
  { label: say('Add a video track'), run: () => addTrackOf('video') },
  { label: say('Add an audio track'), run: () => addTrackOf('audio') },
  'line',
  'scrub-sound',
];

/** What keys and the right button do, for fingers: not every phone has a long press for menus. */
function MoreEdits() {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        className="icon"
        data-testid="more-edits"
        aria-label={say('More edits')}
        title={say('More edits')}
      >
        <MoreHorizontal />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" collisionPadding={8}>
          <Entries kit="dropdown" entries={MORE} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
