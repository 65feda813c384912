/** Everything that a key can ask for. The doing is in ui/keys.ts, the keys are in presets.ts. */
import { type Sentence, say } from '../words/words';

interface Entry {
  title: string;
  group: Group;
  /** changes the project, or chooses how to: a viewer has none of these */
  edits?: true;
}

export const GROUPS = ['Playing', 'Marking', 'Cutting', 'Clips', 'Source', 'Tools', 'View'] as const;
export type Group = (typeof GROUPS)[number];

const look = (group: Group, title: Sentence): Entry => ({ group, title: say(title) });
const act = (group: Group, title: Sentence): Entry => ({ group, title: say(title), edits: true });

export const COMMANDS = {
  toggle: look('Playing', 'Play or pause'),
  'shuttle-back': look('Playing', 'Play backwards, faster with each press'),
  pause: look('Playing', 'Pause'),
  'shuttle-on': look('Playing', 'Play, faster with each press'),
  loop: look('Playing', 'Play in to out again and again, or no more'),
  back: look('Playing', 'One frame back'),
  on: look('Playing', 'One frame on'),
  'back-10': look('Playing', 'Ten frames back'),
  'on-10': look('Playing', 'Ten frames on'),
  home: look('Playing', 'To the beginning'),
  end: look('Playing', 'To the end'),
  'edge-back': look('Playing', 'To the cut before'),
  'edge-on': look('Playing', 'To the next cut'),

  'mark-in': look('Marking', 'In at the playhead'),
  'mark-out': look('Marking', 'Out at the playhead'),
  'mark-clip': look('Marking', 'In and out around the clip'),
  marker: act('Marking', 'Marker at the playhead; again to write on it'),
  'marker-back': look('Marking', 'To the marker before'),
  'marker-on': look('Marking', 'To the next marker'),
  'clear-in': look('Marking', 'Clear in'),
  'clear-out': look('Marking', 'Clear out'),
  'clear-marks': look('Marking', 'Clear in and out'),
  'go-in': look('Marking', 'To in'),
  'go-out': look('Marking', 'To out'),

  split: act('Cutting', 'Split at the playhead'),
  'split-all': act('Cutting', 'Split all tracks at the playhead'),
  'trim-start': act('Cutting', 'Trim the start to the playhead'),
  'trim-end': act('Cutting', 'Trim the end to the playhead'),
  delete: act('Cutting', 'Delete and leave a gap'),
  'ripple-delete': act('Cutting', 'Delete and close the gap'),
  lift: act('Cutting', 'Lift: take out in to out'),
  extract: act('Cutting', 'Extract: take out in to out, and close'),
  'close-gap': act('Cutting', 'Close the gap at the playhead'),
  freeze: act('Cutting', 'Freeze the frame at the playhead'),
  reverse: act('Cutting', 'Run the clip backwards, or forwards again'),

  undo: act('Clips', 'Undo'),
  redo: act('Clips', 'Redo'),
  copy: act('Clips', 'Copy'),
  cut: act('Clips', 'Cut'),
  paste: act('Clips', 'Paste at the playhead'),
  'paste-insert': act('Clips', 'Paste and move the rest on'),
  'paste-attributes': act('Clips', 'Paste attributes…'),
  duplicate: act('Clips', 'Duplicate'),
  link: act('Clips', 'Link, or unlink picture and sound'),
  group: act('Clips', 'Group'),
  ungroup: act('Clips', 'Ungroup'),
  'nudge-back': act('Clips', 'One frame earlier'),
  'nudge-on': act('Clips', 'One frame later'),
  'nudge-back-10': act('Clips', 'Ten frames earlier'),
  'nudge-on-10': act('Clips', 'Ten frames later'),
  'move-up': act('Clips', 'One track up'),
  'move-down': act('Clips', 'One track down'),
  'select-all': act('Clips', 'Select all'),
  'select-here': act('Clips', 'Select what is under the playhead'),
  clear: look('Clips', 'Give up a drag, or select nothing'),

  transition: act('Cutting', 'Dissolve at the nearest cut, or a cut again'),
  title: act('Clips', 'Title at the playhead'),
  'text-behind': act('Clips', 'Text behind the masked subject'),

  insert: act('Source', 'Insert from the source viewer, and move the rest on'),
  overwrite: act('Source', 'Overwrite from the source viewer'),
  append: act('Source', 'Append from the source viewer at the end'),
  'match-frame': act('Source', 'Open the footage under the playhead'),

  'select-tool': act('Tools', 'Select tool'),
  'ripple-tool': act('Tools', 'Ripple tool: the rest follows a trim'),
  'roll-tool': act('Tools', 'Roll tool: move the cut between two clips'),
  'slip-tool': act('Tools', 'Slip tool: another part in the same place'),
  'slide-tool': act('Tools', 'Slide tool: move between the neighbours'),
  'razor-tool': act('Tools', 'Razor tool: cut where you click'),
  'mask-tool': act('Tools', 'Mask tool'),
  'mask-cursor': act('Tools', 'Mask by keys: a cursor on the picture'),
  'mask-brush': act('Tools', 'Brush of the mask tool, or boxes again'),
  'brush-smaller': act('Tools', 'Smaller brush'),
  'brush-larger': act('Tools', 'Larger brush'),
  snap: act('Tools', 'Snapping on or off'),
  'scrub-sound': look('Playing', 'Sound while scrubbing, or none'),

  'zoom-in': look('View', 'Zoom the timeline in'),
  'zoom-out': look('View', 'Zoom the timeline out'),
  fit: look('View', 'Fit the whole timeline'),
  scopes: look('View', 'Colour scopes, or none'),
  help: look('View', 'This list of keys'),
} as const satisfies Record<string, Entry>;

export type Command = keyof typeof COMMANDS;

export const isEdit = (command: Command): boolean => 'edits' in COMMANDS[command];
export const commandNames = Object.keys(COMMANDS) as Command[];
