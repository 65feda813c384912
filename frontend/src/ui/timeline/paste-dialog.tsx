import { useState } from 'react';
import type { Attribute } from '../../model/edits/attributes';
import { pasteChosen, usePasting } from '../../state/editing';
import { say } from '../../words/words';
import { Modal } from '../app/modal';

const NAMES: Record<Attribute, string> = {
  motion: say('Place, size and turn'),
  crop: say('Crop'),
  opacity: say('Opacity and blending'),
  effects: say('Effects'),
  mask: say('Mask'),
  volume: say('Volume and pan'),
  fades: say('Fades'),
};

/** Which attributes of the copied clips the selected ones take over. What was left out the last time is left out again. */
export function PasteDialog() {
  const offered = usePasting((state) => state.offered);
  const [left, setLeft] = useState<ReadonlySet<Attribute>>(new Set());
  const close = () => usePasting.setState({ offered: null });
  const chosen = (offered ?? []).filter((name) => !left.has(name));
  const flip = (name: Attribute) => {
    const next = new Set(left);
    if (!next.delete(name)) next.add(name);
    setLeft(next);
  };
  return (
    <Modal open={offered !== null} onOpenChange={(open) => !open && close()} title={say('Paste attributes')}>
      <form
        className="paste-choice"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen.length) pasteChosen(chosen);
        }}
      >
        {offered?.map((name) => (
          <label key={name}>
            <input type="checkbox" checked={!left.has(name)} onChange={() => flip(name)} />
            {NAMES[name]}
          </label>
        ))}
        <p className="dim small">{say('Keyframes go along with what they belong to.')}</p>
        {/* biome-ignore lint/a11y/noAutofocus: who asked for it mostly wants what is ticked */}
        <button type="submit" className="primary" data-testid="paste-chosen" disabled={!chosen.length} autoFocus>
          {say('Paste')}
        </button>
      </form>
    </Modal>
  );
}
