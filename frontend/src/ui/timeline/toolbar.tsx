import { AudioLines, Film, Magnet, Maximize2, Scissors, Trash2, Type, ZoomIn, ZoomOut } from 'lucide-react';
import { MAX_ZOOM, MIN_ZOOM } from '../../gestures/scale';
import { deleteSelected, splitAtPlayhead } from '../../state/editing';
import { useSelection } from '../../state/selection';
import { addTitleHere } from '../../state/titles';
import { addTrackOf, fitTimeline } from './actions';
import { Tools } from './tools';
import { useTimelineView, zoomBy } from './view';

export function TimelineToolbar({ readOnly }: { readOnly: boolean }) {
  const zoom = useTimelineView((view) => view.zoom);
  const snapping = useTimelineView((view) => view.snapping);
  const any = useSelection((selection) => selection.clips.length > 0);
  return (
    <div className="timeline-toolbar" role="toolbar" aria-label="Timeline">
      {!readOnly && (
        <>
          <Tools />
          <span className="toolbar-gap" />
          <button
            type="button"
            className="quiet"
            data-testid="split"
            aria-label="Split"
            title="Split at the playhead (S)"
            onClick={splitAtPlayhead}
          >
            <Scissors /> <span className="toolbar-word">Split</span>
          </button>
          <button
            type="button"
            className="quiet"
            data-testid="delete-clip"
            aria-label="Delete"
            title="Delete the selected clips (Delete; with Shift the gap closes)"
            disabled={!any}
            onClick={(event) => deleteSelected(event.shiftKey)}
          >
            <Trash2 /> <span className="toolbar-word">Delete</span>
          </button>
          <span className="toolbar-gap" />
          <button
            type="button"
            className="quiet"
            data-testid="add-video-track"
            aria-label="Add video track"
            title="Add a video track"
            onClick={() => addTrackOf('video')}
          >
            <Film /> <span className="toolbar-word">Add video track</span>
          </button>
          <button
            type="button"
            className="quiet"
            data-testid="add-audio-track"
            aria-label="Add audio track"
            title="Add an audio track"
            onClick={() => addTrackOf('audio')}
          >
            <AudioLines /> <span className="toolbar-word">Add audio track</span>
          </button>
        </>
      )}
      {!readOnly && (
        <button
          type="button"
          className="icon"
          data-testid="add-title"
          aria-label="Add a title"
          title="Title at the playhead (T)"
          onClick={addTitleHere}
        >
          <Type />
        </button>
      )}
      <span className="grow" />
      {!readOnly && (
        <button
          type="button"
          className="icon"
          aria-label="Snap"
          title="Snap to edges and the playhead; Ctrl suspends it while dragging"
          aria-pressed={snapping}
          onClick={() => useTimelineView.setState({ snapping: !snapping })}
        >
          <Magnet />
        </button>
      )}
      <button type="button" className="icon" aria-label="Zoom out" title="Zoom out (−)" onClick={() => zoomBy(1 / 1.5)}>
        <ZoomOut />
      </button>
      <input
        type="range"
        className="zoom-slider"
        aria-label="Zoom of the timeline"
        min={Math.log(MIN_ZOOM)}
        max={Math.log(MAX_ZOOM)}
        step="any"
        value={Math.log(zoom)}
        onChange={(event) => zoomBy(Math.exp(event.target.valueAsNumber) / zoom)}
      />
      <button type="button" className="icon" aria-label="Zoom in" title="Zoom in (+)" onClick={() => zoomBy(1.5)}>
        <ZoomIn />
      </button>
      <button
        type="button"
        className="icon"
        aria-label="Fit the whole timeline"
        title="Fit (Shift+Z)"
        onClick={fitTimeline}
      >
        <Maximize2 />
      </button>
    </div>
  );
}
