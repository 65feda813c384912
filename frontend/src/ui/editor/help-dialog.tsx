import { Modal } from '../app/modal';

const KEYS: [string, string][] = [
  ['Space', 'Play or pause'],
  ['J  K  L', 'One frame back, pause, play'],
  ['← →', 'One frame back or on; with Shift, ten'],
  ['Home  End', 'To the beginning or the end'],
  ['S', 'Split at the playhead'],
  ['Delete', 'Delete the selected clips; with Shift, close the gap'],
  ['V  M', 'Select tool, mask tool'],
  ['Ctrl Z  Ctrl Shift Z', 'Undo, redo'],
  ['+  −  Shift Z', 'Zoom the timeline in, out, to fit'],
  ['Escape', 'Give up a drag, or select nothing'],
  ['?', 'This list'],
];

export function HelpDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Modal open={open} onOpenChange={onOpenChange} title="Keys">
      <dl className="keys">
        {KEYS.map(([key, does]) => (
          <div key={key}>
            <dt className="mono small">{key}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="dim small">
        With the mask tool, click what to keep. Alt-click takes a part away. The mask follows the object through the
        clip.
      </p>
    </Modal>
  );
}
