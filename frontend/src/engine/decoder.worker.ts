/** Decodes proxies, which are MP4: readers of other containers would only make a project slower to open. */
import { MP4 } from 'mediabunny';
import { decodeIn } from './decoding';

decodeIn([MP4]);
