/** The language first, since constants speak too; then all the rest. */
import { languageOf, speak, wantedHere } from './words/words';
import './ui/theme.css';

await speak(wantedHere());
document.documentElement.lang = languageOf();
const { start } = await import('./start');
start();
