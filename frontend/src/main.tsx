/** The language first, since constants speak too; then all the rest. */
import { languageOf, say, speak, wantedHere } from './words/words';
import './ui/theme.css';
import './ui/forced-colours.css';

await speak(wantedHere());
document.documentElement.lang = languageOf();
try {
  const { start } = await import('./start');
  start();
} catch (error) {
  console.error(error);
  document.getElementById('root')?.append(notStarted());
}

function notStarted(): HTMLElement {
  const page = document.createElement('main');
  page.className = 'sorry-page';
  const place = document.createElement('div');
  place.className = 'sorry';
  place.setAttribute('role', 'alert');
  const why = document.createElement('p');
  why.textContent = say('Playhead did not load: the connection failed, or a newer version is out.');
  const again = document.createElement('button');
  again.className = 'primary';
  again.textContent = say('Reload');
  again.onclick = () => location.reload();
  place.append(why, again);
  page.append(place);
  return page;
}
