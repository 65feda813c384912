import { say } from '../../words/words';

/** Where the parts of a project will be, while it opens. */
export function Opening() {
  return (
    <main className="opening" aria-busy="true">
      <p className="hidden-visually" role="status">
        {say('Opening…')}
      </p>
      {['top', 'media', 'preview', 'inspector', 'timeline'].map((area) => (
        <i key={area} style={{ gridArea: area }} />
      ))}
    </main>
  );
}
