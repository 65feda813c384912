import { useState } from 'react';
import { knownProject } from '../../state/known';
import { say } from '../../words/words';
import { useRoute } from './route';

/** The page of a project while it opens: its parts in their places, its name and its picture where they are known. */
export function Opening() {
  const { route } = useRoute();
  const known = route.page === 'editor' ? knownProject(route.id) : undefined;
  const edits = route.page === 'editor';
  return (
    <main className="opening" data-page={route.page} aria-busy="true" data-testid="opening">
      <p className="hidden-visually" role="status">
        {known ? say('Opening {name}…', { name: known.name }) : say('Opening…')}
      </p>
      <div className="opening-top">{known ? <span className="cut">{known.name}</span> : <i />}</div>
      {edits && (
        <div className="opening-media">
          <Bones />
        </div>
      )}
      <div className="opening-preview">
        <Picture url={known?.poster_url ?? null} />
      </div>
      {edits && (
        <div className="opening-inspector">
          <i />
          <i />
          <i />
        </div>
      )}
      <div className="opening-timeline">
        <i />
        <i />
      </div>
    </main>
  );
}

/** Where footage will be listed. */
export function Bones() {
  return (
    <div className="bones" aria-hidden="true">
      {[1, 2, 3].map((row) => (
        <div key={row}>
          <i />
          <i />
          <i />
        </div>
      ))}
    </div>
  );
}

/** Black, as the picture is until it is there; one whose address ran out is not missed. */
function Picture({ url }: { url: string | null }) {
  const [here, setHere] = useState(false);
  return (
    <div className="opening-picture">
      {url && <img src={url} alt="" data-here={here || undefined} onLoad={() => setHere(true)} />}
    </div>
  );
}
