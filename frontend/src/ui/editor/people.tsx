import { usePresence } from '../../state/presence';
import { say } from '../../words/words';
import { Tip } from '../app/tip';
import './people.css';

const SHOWN = 4;

/** Who else is here. */
export function People() {
  const people = usePresence((state) => state.people);
  if (!people.length) return null;
  const more = people.slice(SHOWN);
  return (
    <ul className="people" aria-label={say('Also here')}>
      {people.slice(0, SHOWN).map(({ id, name, colour }) => (
        <Tip key={id} label={name}>
          <li data-testid="person" style={{ background: colour }} aria-label={name}>
            {initials(name)}
          </li>
        </Tip>
      ))}
      {more.length > 0 && (
        <Tip label={more.map((person) => person.name).join(', ')}>
          <li className="people-more">+{more.length}</li>
        </Tip>
      )}
    </ul>
  );
}

/** 'Ann Lee' → AL, 'Guest 42' → G4 */
const initials = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();
