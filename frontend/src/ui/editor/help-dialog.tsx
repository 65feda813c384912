import { RotateCcw, X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { COMMANDS, type Command, commandNames, GROUPS, isEdit } from '../../gestures/commands';
import { chordOf, showChord } from '../../gestures/keymap';
import { PRESETS, presetNames } from '../../gestures/presets';
import { choosePreset, resetKeys, setKey, useKeys } from '../../state/keys';
import { languageOf, say } from '../../words/words';
import { Modal } from '../app/modal';
import { useHelp } from './help';
import './help.css';

const either = new Intl.ListFormat(languageOf(), { type: 'disjunction' });

/** All keys, searchable, with presets; a click on a key gives the command another. */
export function HelpDialog({ readOnly = false }: { readOnly?: boolean }) {
  const open = useHelp((help) => help.open);
  const [wanted, setWanted] = useState('');
  const [listening, setListening] = useState<Command | null>(null);
  const close = (next: boolean) => {
    setListening(null);
    useHelp.setState({ open: next });
  };
  return (
    <Modal open={open} onOpenChange={close} title={say('Keys')}>
      <div className="keys-head">
        <input
          type="search"
          data-testid="keys-search"
          // biome-ignore lint/a11y/noAutofocus: whoever opens the list of keys is looking for one
          autoFocus
          placeholder={say('Search, by word or key')}
          aria-label={say('Search the keys')}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
        {!readOnly && <Presets />}
      </div>
      <KeyList {...{ wanted, listening, setListening, readOnly }} />
      <p className="dim small">
        {say(
          'With the mask tool, click what to keep or drag a box around it; B paints; Alt takes a part away. While dragging, Ctrl suspends snapping, Alt leaves a copy; on a clip’s edge Shift ripples and Alt rolls. Alt-click selects a clip without its sound or picture.',
        )}
      </p>
    </Modal>
  );
}

function Presets() {
  const preset = useKeys((keys) => keys.preset);
  const changed = useKeys((keys) => Object.keys(keys.own).length > 0);
  return (
    <>
      <select
        data-testid="keys-preset"
        aria-label={say('Keys as in')}
        value={preset}
        onChange={(event) => choosePreset(presetNames.find((name) => name === event.target.value) ?? 'playhead')}
      >
        {presetNames.map((name) => (
          <option key={name} value={name}>
            {PRESETS[name].name}
          </option>
        ))}
      </select>
      <button type="button" disabled={!changed} onClick={() => resetKeys()}>
        {say('Reset')}
      </button>
    </>
  );
}

interface ListProps {
  wanted: string;
  listening: Command | null;
  setListening(command: Command | null): void;
  readOnly: boolean;
}

function KeyList({ wanted, ...row }: ListProps) {
  const keys = useKeys((state) => state.keymap.keys);
  const words = wanted.trim().toLowerCase();
  const shown = commandNames.filter((name) => {
    if (row.readOnly && isEdit(name)) return false;
    const { title, group } = COMMANDS[name];
    const text = [title, say(group), ...keys[name], ...keys[name].map((chord) => showChord(chord))].join(' ');
    return text.toLowerCase().includes(words);
  });
  if (!shown.length) return <p className="keys-list dim">{say('No key does “{words}”.', { words: wanted.trim() })}</p>;
  return (
    <div className="keys-list">
      {GROUPS.map((group) => {
        const commands = shown.filter((name) => COMMANDS[name].group === group);
        return commands.length ? (
          <section key={group} aria-label={say(group)}>
            <h3>{say(group)}</h3>
            {commands.map((name) => (
              <KeyRow key={name} command={name} {...row} />
            ))}
          </section>
        ) : null;
      })}
    </div>
  );
}

function KeyRow({ command, listening, setListening, readOnly }: { command: Command } & Omit<ListProps, 'wanted'>) {
  const chords = useKeys((state) => state.keymap.keys[command]);
  const own = useKeys((state) => command in state.own);
  const waiting = listening === command;
  const { title } = COMMANDS[command];
  const keys = either.format(chords.map((chord) => showChord(chord)));
  const shown = chords.map((chord) => <kbd key={chord}>{showChord(chord)}</kbd>);
  const onKey = (event: KeyboardEvent) => {
    if (!waiting || event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return setListening(null);
    const chord = chordOf(event.nativeEvent);
    if (!chord) return;
    setKey(command, chord);
    setListening(null);
  };
  return (
    <div className="keys-row" data-command={command}>
      <span className="grow">{title}</span>
      {own && (
        <button
          type="button"
          className="icon"
          aria-label={say('{command}: the preset’s key again', { command: title })}
          onClick={() => resetKeys(command)}
        >
          <RotateCcw />
        </button>
      )}
      {waiting && chords.length > 0 && (
        <button
          type="button"
          className="icon"
          aria-label={say('{command}: no key', { command: title })}
          // before the focus leaves the button that listens
          onPointerDown={() => setKey(command, null)}
        >
          <X />
        </button>
      )}
      {readOnly ? (
        <span className="keys-chords">{shown}</span>
      ) : (
        <button
          type="button"
          className="quiet keys-chords"
          aria-label={
            keys
              ? say('{command}: {keys}. Change', { command: title, keys })
              : say('{command}: no key. Change', { command: title })
          }
          onClick={() => setListening(waiting ? null : command)}
          onBlur={() => waiting && setListening(null)}
          onKeyDown={onKey}
        >
          {waiting ? <em>{say('Press a key')}</em> : chords.length ? shown : <span className="dim">{say('none')}</span>}
        </button>
      )}
    </div>
  );
}
