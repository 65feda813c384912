import { useProject } from '../../state/project';
import { useSelection } from '../../state/selection';
import { part } from '../app/part';
import { SettingsPanel } from './settings-panel';
import './inspector.css';

export const ClipPanel = part(() => import('./clip-panel').then((module) => module.ClipPanel));

/** Figures of what is selected; of the project when nothing is. */
export function Inspector() {
  const clips = useProject((s) => s.reading.clips);
  const selected = useSelection((s) => s.clips);
  const chosen = clips.filter((clip) => selected.includes(clip.id));
  if (!chosen.length) return <SettingsPanel />;
  return <ClipPanel clips={chosen} />;
}
